import type { ArgMaxAttrs, SumAttrs } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import type { Builder } from '../core/builder.ts';
import {
  type DType,
  type Emission,
  type Inputs,
  type LazyNode,
  type NodePlan,
  type RecordedKernel,
  spec,
} from '../core/kernel.ts';
import { type Layout, permute, sizeOf } from '../core/layout.ts';
import type { Name } from '../onnx/model.ts';

/** TF.js's max and min call their axes `reductionIndices`. */
interface ReductionAttrs extends Partial<SumAttrs> {
  readonly reductionIndices?: number | number[];
}

interface Axes {
  readonly axes: readonly number[];
  readonly keepDims: boolean;
}

/** The reduced axes fall out of the layout, the others keep their order. */
function planReduction(node: LazyNode, layouts: readonly Layout[]): NodePlan {
  const { axes, keepDims } = node.attrs as Axes;
  const layout = layouts[0]!;
  if (keepDims) return { inputs: [layout], outputs: [layout] };
  const kept = layout.filter((axis) => !axes.includes(axis));
  const rank = (axis: number) => kept.filter((other) => other < axis).length;
  return { inputs: [layout], outputs: [kept.map(rank)] };
}

/** Reduces `x`, of `shape` and `dtype`, over `axes`, which grow; `factors` are what it is the product of. */
type Write = (
  g: Builder,
  x: Name,
  axes: readonly number[],
  keepDims: boolean,
  dtype: DType,
  shape: readonly number[],
  factors?: Factors,
) => Name;

type Factors = readonly [Name, Name];

function reduction(name: string, write: Write, result: (dtype: DType) => DType): RecordedKernel {
  return {
    name,
    record({ x }: Inputs<'x'>, { axis, reductionIndices, keepDims = false }: ReductionAttrs) {
      const axes = tf.util.parseAxisParam((axis ?? reductionIndices)!, x.shape);
      const shape = keepDims
        ? x.shape.map((size, i) => (axes.includes(i) ? 1 : size))
        : x.shape.filter((_, i) => !axes.includes(i));
      return {
        inputs: [x],
        attrs: { axes, keepDims },
        outputs: [spec(shape, result(x.dtype as DType))],
      };
    },
    plan: planReduction,
    emit(g, n) {
      const { axes, keepDims } = n.attrs as Axes;
      const layout = n.plan.inputs[0]!;
      const physical = axes.map((axis) => layout.indexOf(axis)).sort((a, b) => a - b);
      const from = n.dtype(0);
      const to = n.outDtype();
      const numbers =
        from === to && from !== 'bool' ? n.in(0) : g.cast(n.in(0), to === 'bool' ? 'int32' : to);
      const shape = permute(n.shape(0), layout);
      const y = write(g, numbers, physical, keepDims, to, shape, factorsOf(n));
      return to === 'bool' ? g.cast(y, 'bool') : y;
    },
  };
}

const same = (dtype: DType): DType => dtype;

/** Two float32 tensors of the input's shape whose product it is. */
function factorsOf(n: Emission): Factors | undefined {
  const square = n.behind(0, 'Square');
  const product = square ?? n.behind(0, 'Multiply');
  if (!product) return undefined;
  const isFactor = (k: number) =>
    product.dtype(k) === 'float32' && tf.util.arraysEqual(product.shape(k), n.shape(0));
  const operands = square ? [0, 0] : [0, 1];
  return operands.every(isFactor)
    ? (operands.map((k) => product.in(k)) as [Name, Name])
    : undefined;
}

/** From this many numbers on that lie behind an axis, a product with ones adds them up faster (see below). */
const LEAST_BEHIND = 1024;

/** A row times a column: of how many numbers it is worth while, and of how many it adds up well in float32. */
const [SHORTEST, LONGEST] = [128, 320];

/** From this many of them on. */
const FEWEST = 256;

/**
 * Sums of products over the last of `axes`, where they are the last of `shape`, as products of rows and columns:
 * what is added up is never written to memory. Undefined where that would not pay.
 */
function dots(
  g: Builder,
  [a, b]: Factors,
  axes: readonly number[],
  shape: readonly number[],
): { x: Name; shape: number[] } | undefined {
  let first = shape.length;
  while (axes.includes(first - 1)) first--;
  const together = sizeOf(shape.slice(first));
  let length = Math.min(LONGEST, together);
  while (together % length !== 0) length--;
  const rows = sizeOf(shape) / length;
  if (g.portable || length < SHORTEST || rows < FEWEST) return undefined;
  const products = g.op('MatMul', [
    g.reshape(a, [rows, 1, length]),
    g.reshape(b, [rows, length, 1]),
  ]);
  const left = [...shape.slice(0, first), together / length];
  const x = g.reduce('ReduceSum', g.reshape(products, left), [first]);
  const one = shape.map((size, i) => (i < first ? size : 1));
  return { x: g.reshape(x, one), shape: one };
}

/**
 * One axis after another. Rows of pixels in front, onnxruntime would add up all pixels of a channel in a
 * single float32; this way every sum is as short as its axis. A sum over a leading axis is a product with
 * ones from the left: onnxruntime's own takes two to three times as long.
 */
const sum: Write = (g, x, axes, keepDims, dtype, shape, factors) => {
  const begun = factors && dots(g, factors, axes, shape);
  return axes.reduce((y, axis, gone) => {
    const before = axes.slice(0, gone);
    const left = (begun?.shape ?? shape).map((size, i) => (before.includes(i) ? 1 : size));
    const kept = left.filter((_, i) => keepDims || !before.includes(i));
    const at = keepDims ? axis : axis - gone;
    const behind = sizeOf(kept.slice(at + 1));
    if (g.portable || dtype !== 'float32' || behind < LEAST_BEHIND) {
      return g.reduce('ReduceSum', y, [at], keepDims);
    }
    const count = kept[at]!;
    const rows = g.reshape(y, [sizeOf(kept.slice(0, at)), count, behind]);
    const total = g.op('MatMul', [g.floats(Array(count).fill(1), [1, count]), rows]);
    return g.reshape(total, keepDims ? kept.with(at, 1) : kept.toSpliced(at, 1));
  }, begun?.x ?? x);
};

const mean: Write = (g, x, axes, keepDims, dtype, shape, factors) => {
  if (axes.length === 0) return x;
  if (g.portable) return g.reduce('ReduceMean', x, axes, keepDims); // its sizes may be free
  const count = axes.reduce((product, axis) => product * shape[axis]!, 1);
  return g.op('Div', [sum(g, x, axes, keepDims, dtype, shape, factors), g.scalar(count)]);
};

/** onnxruntime's ReduceMax and ReduceMin may skip NaN, TF.js's do not: a sum of x - x brings it back. */
const withNaN =
  (type: string): Write =>
  (g, x, axes, keepDims, dtype) => {
    const y = g.reduce(type, x, axes, keepDims);
    if (dtype !== 'float32' || axes.length === 0) return y;
    const undefinedThere = g.cast(g.op('IsNaN', [x]), 'float32');
    const found = g.op('Greater', [
      g.reduce('ReduceMax', undefinedThere, axes, keepDims),
      g.scalar(0),
    ]);
    return g.op('Where', [found, g.scalar(Number.NaN), y]);
  };

/** NaN is never the largest nor the smallest. */
const withoutNaN = (g: Builder, x: Name, instead: number): Name =>
  g.op('Where', [g.op('IsNaN', [x]), g.scalar(instead), x]);

const argument = (name: string, worst: number): RecordedKernel => ({
  name,
  record({ x }: Inputs<'x'>, { axis }: ArgMaxAttrs) {
    const [along] = tf.util.parseAxisParam(axis, x.shape);
    const shape = x.shape.filter((_, i) => i !== along);
    return { inputs: [x], attrs: { along }, outputs: [spec(shape, 'int32')] };
  },
  emit(g, n) {
    const numbers = n.dtype(0) === 'bool' ? g.cast(n.in(0), 'int32') : n.in(0);
    const x = n.dtype(0) === 'float32' ? withoutNaN(g, numbers, worst) : numbers;
    const { along } = n.attrs as { along?: number };
    if (along === undefined) return g.scalar(0, 'int32');
    return g.cast(g.op(name, [x], { axis: along, keepdims: 0 }), 'int32');
  },
});

export const reductions: readonly RecordedKernel[] = [
  reduction('Sum', sum, (dtype) => (dtype === 'bool' ? 'int32' : dtype)),
  reduction('Mean', mean, () => 'float32'),
  reduction(
    'Prod',
    (g, x, axes, keepDims) => g.reduce('ReduceProd', x, axes, keepDims),
    (dtype) => (dtype === 'bool' ? 'int32' : dtype),
  ),
  reduction('Max', withNaN('ReduceMax'), same),
  reduction('Min', withNaN('ReduceMin'), same),
  reduction('All', (g, x, axes, keepDims) => g.reduce('ReduceMin', x, axes, keepDims), same),
  reduction('Any', (g, x, axes, keepDims) => g.reduce('ReduceMax', x, axes, keepDims), same),
  argument('ArgMax', Number.NEGATIVE_INFINITY),
  argument('ArgMin', Number.POSITIVE_INFINITY),
];

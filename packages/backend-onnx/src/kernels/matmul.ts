import type { BatchMatMulAttrs, EinsumAttrs, TensorInfo } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { type Inputs, type RecordedKernel, spec } from '../core/kernel.ts';

const batchMatMul: RecordedKernel = {
  name: 'BatchMatMul',
  record({ a, b }: Inputs<'a' | 'b'>, { transposeA, transposeB }: BatchMatMulAttrs) {
    tf.util.assert(
      a.shape.length >= 2 && b.shape.length >= 2,
      () => `Error in matMul: ranks must be at least 2, got ${a.shape} and ${b.shape}.`,
    );
    const [innerA, rows] = lastTwo(a.shape, transposeA);
    const [columns, innerB] = lastTwo(b.shape, transposeB);
    tf.util.assert(
      innerA === innerB,
      () =>
        `Error in matMul: inner shapes (${innerA}) and (${innerB}) of Tensors with shapes ` +
        `${a.shape} and ${b.shape} and transposeA=${transposeA} and transposeB=${transposeB} must match.`,
    );
    const batch = tf.broadcast_util.assertAndGetBroadcastShape(
      a.shape.slice(0, -2),
      b.shape.slice(0, -2),
    );
    return {
      inputs: [a, b],
      attrs: { transposeA, transposeB },
      outputs: [spec([...batch, rows, columns], tf.upcastType(a.dtype, b.dtype))],
    };
  },
  emit(g, n) {
    const { transposeA, transposeB } = n.attrs as BatchMatMulAttrs;
    const dtype = n.outDtype();
    const [a, b] = [0, 1].map((k) => (n.dtype(k) === dtype ? n.in(k) : g.cast(n.in(k), dtype)));
    if (dtype !== 'float32') {
      // Only float32 has the operators that transpose as they go.
      const flip = (x: string, k: number, transposed: boolean) => {
        const rank = n.shape(k).length;
        const order = [...Array(rank - 2).keys(), rank - 1, rank - 2];
        return transposed ? g.op('Transpose', [x], { perm: order }) : x;
      };
      return g.op('MatMul', [flip(a!, 0, transposeA), flip(b!, 1, transposeB)]);
    }
    if (!transposeA && !transposeB) return g.op('MatMul', [a!, b!]);
    const flags = { transA: transposeA ? 1 : 0, transB: transposeB ? 1 : 0 };
    return n.outShape().length === 2
      ? g.op('Gemm', [a!, b!], flags)
      : g.op('FusedMatMul', [a!, b!], flags, 'com.microsoft');
  },
};

/** Sums of products by index letters, any number of operands. */
const einsum: RecordedKernel = {
  name: 'Einsum',
  record(tensors: readonly TensorInfo[], { equation }: EinsumAttrs) {
    const inputs = Object.values(tensors);
    if (inputs.some(({ dtype }) => dtype !== 'float32')) return undefined;
    const { allDims, idDims } = tf.backend_util.decodeEinsumEquation(equation, inputs.length);
    tf.backend_util.checkEinsumDimSizes(allDims.length, idDims, inputs as never);
    const [terms, result] = equation.replaceAll(' ', '').split('->') as [string, string];
    const sizes = new Map<string, number>();
    terms.split(',').forEach((letters, k) => {
      for (const [i, letter] of [...letters].entries()) sizes.set(letter, inputs[k]!.shape[i]!);
    });
    const shape = [...result].map((letter) => sizes.get(letter)!);
    return { inputs, attrs: { equation }, outputs: [spec(shape, 'float32')] };
  },
  emit: (g, n) => g.op('Einsum', n.all(), { equation: n.attrs.equation }),
};

/** The last two sizes, the summed one first for `a`, last for `b`. */
function lastTwo(shape: readonly number[], transposed: boolean): [number, number] {
  const [rows, columns] = shape.slice(-2) as [number, number];
  return transposed ? [rows, columns] : [columns, rows];
}

export const matmul: readonly RecordedKernel[] = [batchMatMul, einsum];

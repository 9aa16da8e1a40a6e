import type { AddNInputs, DataType, TensorInfo } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import type { Builder } from '../core/builder.ts';
import { type DType, type Inputs, like, type RecordedKernel, spec } from '../core/kernel.ts';
import { planElementwise } from '../core/plan.ts';
import type { Name } from '../onnx/model.ts';
import { toInt32 } from './to-int32.ts';

type Write = (g: Builder, a: Name, b: Name, dtype: DType) => Name;

/**
 * An operator on two broadcast operands of one type. `result` is the output's type if it is not the
 * operands'. TF.js computes bool arithmetic with 0 and 1 as numbers: that stays with its cpu kernels.
 */
function binary(
  name: string,
  write: Write,
  { result, bool = 'fallback' }: { result?: DataType; bool?: 'fallback' | 'int32' | 'bool' } = {},
): RecordedKernel {
  return {
    name,
    record({ a, b }: Inputs<'a' | 'b'>) {
      const dtype = tf.upcastType(a.dtype, b.dtype);
      if (dtype === 'bool' && bool === 'fallback') return undefined;
      const shape = tf.backend_util.assertAndGetBroadcastShape(a.shape, b.shape);
      const common = dtype === 'bool' ? bool : dtype;
      return { inputs: [a, b], attrs: { common }, outputs: [spec(shape, result ?? dtype)] };
    },
    plan: planElementwise,
    emit(g, n) {
      const { common } = n.attrs as { common: DType };
      const [a, b] = [0, 1].map((k) =>
        n.dtype(k) === common ? n.operand(k) : g.cast(n.operand(k), common),
      );
      return write(g, a!, b!, common);
    },
  };
}

const operator =
  (type: string): Write =>
  (g, a, b) =>
    g.op(type, [a, b]);

const comparison = (name: string, write: Write): RecordedKernel =>
  binary(name, write, { result: 'bool', bool: 'int32' });

/** In float64, which holds every int32: dividing an int32 by 0 would end the process. */
function inDoubles(write: (g: Builder, a: Name, b: Name) => Name): Write {
  return (g, a, b, dtype) => {
    if (dtype === 'float32') return write(g, a, b);
    return toInt32(g, write(g, g.cast(a, 'float64'), g.cast(b, 'float64')), 'float64');
  };
}

const divide = inDoubles((g, a, b) => g.op('Div', [a, b]));
const floorDivide = inDoubles((g, a, b) => g.op('Floor', [g.op('Div', [a, b])]));

/** The remainder takes the sign of the divisor. */
function modulo(zero: (g: Builder) => Name) {
  return (g: Builder, a: Name, b: Name): Name => {
    const remainder = g.op('Mod', [a, b], { fmod: 1 });
    const shifted = g.op('Mod', [g.op('Add', [remainder, b]), b], { fmod: 1 });
    const [negativeA, negativeB] = [a, b].map((x) => g.op('Less', [x, zero(g)]));
    const sameSign = g.op('Equal', [negativeA!, negativeB!]);
    return g.op('Where', [sameSign, remainder, shifted]);
  };
}

/** The angle of (b, a): atan(a / b), half a turn further where b is negative. */
const angle: Write = (g, a, b) => {
  const zero = g.scalar(0);
  const turn = g.op('Where', [g.op('Less', [a, zero]), g.scalar(-Math.PI), g.scalar(Math.PI)]);
  const ratio = g.op('Atan', [g.op('Div', [a, b])]);
  const behind = g.op('Where', [g.op('Less', [b, zero]), g.op('Add', [ratio, turn]), ratio]);
  const isZero = [a, b].map((x) => g.op('Equal', [x, zero]));
  return g.op('Where', [g.op('And', [isZero[0]!, isZero[1]!]), zero, behind]);
};

const logical = (name: string, type: string): RecordedKernel => ({
  name,
  record: ({ a, b }: Inputs<'a' | 'b'>) => ({
    inputs: [a, b],
    outputs: [spec(tf.backend_util.assertAndGetBroadcastShape(a.shape, b.shape), 'bool')],
  }),
  plan: planElementwise,
  emit(g, n) {
    const [a, b] = [0, 1].map((k) =>
      n.dtype(k) === 'bool' ? n.operand(k) : g.cast(n.operand(k), 'bool'),
    );
    return g.op(type, [a!, b!]);
  },
});

const addN: RecordedKernel = {
  name: 'AddN',
  record(tensors: AddNInputs) {
    const inputs = Object.values<TensorInfo>(tensors as never);
    if (inputs[0]!.dtype === 'bool') return undefined;
    return { inputs, outputs: [like(inputs[0]!)] };
  },
  plan: planElementwise,
  // Pairs: onnxruntime's n-ary Sum runs on one thread, and takes no int32.
  emit: (g, n) => n.all().reduce((sum, x) => g.op('Add', [sum, x])),
};

export const binaries: readonly RecordedKernel[] = [
  binary('Add', operator('Add')),
  binary('Sub', operator('Sub')),
  binary('Multiply', operator('Mul')),
  binary('RealDiv', divide),
  binary(
    'FloorDiv',
    (g, a, b, dtype) => {
      const quotient = floorDivide(g, a, b, dtype);
      return dtype === 'float32' ? toInt32(g, quotient, 'float32') : quotient;
    },
    { result: 'int32' },
  ),
  binary('Mod', (g, a, b, dtype) =>
    dtype === 'float32'
      ? modulo((h) => h.scalar(0))(g, a, b)
      : inDoubles(modulo((h) => h.scalar(0, 'float64')))(g, a, b, dtype),
  ),
  binary('Maximum', operator('Max')),
  binary('Minimum', operator('Min')),
  binary(
    'Pow',
    inDoubles((g, a, b) => g.op('Pow', [a, b])),
  ),
  binary('SquaredDifference', (g, a, b) => {
    const difference = g.op('Sub', [a, b]);
    return g.op('Mul', [difference, difference]);
  }),
  binary('Atan2', (g, a, b, dtype) =>
    dtype === 'float32'
      ? angle(g, a, b, dtype)
      : g.cast(angle(g, g.cast(a, 'float32'), g.cast(b, 'float32'), 'float32'), dtype),
  ),
  binary('BitwiseAnd', operator('BitwiseAnd')),
  comparison('Equal', operator('Equal')),
  comparison('NotEqual', (g, a, b) => g.op('Not', [g.op('Equal', [a, b])])),
  comparison('Greater', operator('Greater')),
  comparison('GreaterEqual', operator('GreaterOrEqual')),
  comparison('Less', operator('Less')),
  comparison('LessEqual', operator('LessOrEqual')),
  logical('LogicalAnd', 'And'),
  logical('LogicalOr', 'Or'),
  logical('LogicalXor', 'Xor'),
  addN,
];

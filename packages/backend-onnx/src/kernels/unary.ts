import type { LeakyReluAttrs } from '@tensorflow/tfjs-core';
import type { Builder } from '../core/builder.ts';
import { type DType, type Inputs, like, type RecordedKernel, spec } from '../core/kernel.ts';
import { planElementwise } from '../core/plan.ts';
import type { Name } from '../onnx/model.ts';

/** A function of float32; other types go there and back. */
function float(
  name: string,
  write: (g: Builder, x: Name, attrs: Record<string, number>) => Name,
): RecordedKernel {
  return {
    name,
    record: (inputs: Inputs<'x'>, attrs: object) => {
      const x = Object.values(inputs)[0]!;
      return { inputs: [x], attrs, outputs: [like(x)] };
    },
    plan: planElementwise,
    emit(g, n) {
      if (n.dtype(0) === 'float32') return write(g, n.in(0), n.attrs);
      return g.cast(write(g, g.cast(n.in(0), 'float32'), n.attrs), n.dtype(0));
    },
  };
}

/** The same, with a result that is float32 whatever goes in. */
const toFloat = (name: string, write: (g: Builder, x: Name) => Name): RecordedKernel => ({
  ...float(name, write),
  record: ({ x }: Inputs<'x'>) => ({ inputs: [x], outputs: [spec(x.shape, 'float32')] }),
  emit: (g, n) => write(g, n.dtype(0) === 'float32' ? n.in(0) : g.cast(n.in(0), 'float32')),
});

/** One operator that takes float32 and int32 as they are. */
const number = (
  name: string,
  write: (g: Builder, x: Name, dtype: DType) => Name,
): RecordedKernel => ({
  ...float(name, write as never),
  emit: (g, n) =>
    n.dtype(0) === 'bool'
      ? g.cast(write(g, g.cast(n.in(0), 'int32'), 'int32'), 'bool')
      : write(g, n.in(0), n.dtype(0)),
});

/** A test of float32 with a bool result. */
const test = (name: string, write: (g: Builder, x: Name) => Name): RecordedKernel => ({
  ...toFloat(name, write),
  record: ({ x }: Inputs<'x'>) => ({ inputs: [x], outputs: [spec(x.shape, 'bool')] }),
});

const operator = (type: string) => (g: Builder, x: Name) => g.op(type, [x]);

/** exp(x) - 1. Near 0 the difference cancels; 2t / (1 - t) with t = tanh(x / 2) is the same and does not. */
function expm1(g: Builder, x: Name): Name {
  const one = g.scalar(1);
  const t = g.op('Tanh', [g.op('Mul', [x, g.scalar(0.5)])]);
  const near = g.op('Div', [g.op('Add', [t, t]), g.op('Sub', [one, t])]);
  const far = g.op('Sub', [g.op('Exp', [x]), one]);
  return g.op('Where', [g.op('Less', [g.op('Abs', [x]), g.scalar(0.5)]), near, far]);
}

/** log(1 + x). Near 0 the sum rounds; 2 atanh(x / (2 + x)) is the same and does not. */
function log1p(g: Builder, x: Name): Name {
  const t = g.op('Atanh', [g.op('Div', [x, g.op('Add', [x, g.scalar(2)])])]);
  const far = g.op('Log', [g.op('Add', [x, g.scalar(1)])]);
  return g.op('Where', [g.op('Less', [g.op('Abs', [x]), g.scalar(0.5)]), g.op('Add', [t, t]), far]);
}

/** 1 where x > 0, alpha elsewhere, NaN where x is NaN. */
function step(g: Builder, x: Name, { alpha = 0 }: Record<string, number>): Name {
  // The gradient of relu. A sigmoid this steep is exact from 3e-39 on, and the one operator for it
  // that runs on all threads.
  if (alpha === 0) {
    // That of x is that of relu(x), which the next layer's gradient keeps; then x need not be kept.
    const source = g.find('Relu', [x]) ?? x;
    return g.op('HardSigmoid', [source], { alpha: { float: 3e38 }, beta: { float: 0 } });
  }
  const positive = g.op('Greater', [x, g.scalar(0)]);
  const sign = g.op('Where', [positive, g.scalar(1), g.scalar(alpha)]);
  return g.op('Where', [g.op('IsNaN', [x]), x, sign]);
}

export const unary: readonly RecordedKernel[] = [
  number('Abs', operator('Abs')),
  number('Neg', operator('Neg')),
  // TF.js: the sign of NaN is 0.
  number('Sign', (g, x, dtype) =>
    dtype === 'float32'
      ? g.op('Where', [g.op('IsNaN', [x]), g.scalar(0), g.op('Sign', [x])])
      : g.op('Sign', [x]),
  ),
  number('Square', (g, x) => g.op('Mul', [x, x])),
  number('Relu', (g, x, dtype) =>
    dtype === 'float32' ? g.op('Relu', [x]) : g.op('Max', [x, g.scalar(0, dtype)]),
  ),
  number('Relu6', (g, x, dtype) => g.op('Clip', [x, g.scalar(0, dtype), g.scalar(6, dtype)])),
  float('Ceil', operator('Ceil')),
  float('Floor', operator('Floor')),
  float('Round', operator('Round')),
  float('Step', step),
  float('Reciprocal', operator('Reciprocal')),
  ...['Acos', 'Acosh', 'Asin', 'Asinh', 'Atan', 'Atanh', 'Cos', 'Cosh', 'Erf', 'Exp', 'Log'].map(
    (name) => toFloat(name, operator(name)),
  ),
  ...['Sigmoid', 'Sin', 'Sinh', 'Softplus', 'Sqrt', 'Tan', 'Tanh', 'Elu', 'Selu'].map((name) =>
    toFloat(name, operator(name)),
  ),
  toFloat('Expm1', expm1),
  toFloat('Log1p', log1p),
  toFloat('Rsqrt', (g, x) => g.op('Reciprocal', [g.op('Sqrt', [x])])),
  {
    ...toFloat('LeakyRelu', operator('LeakyRelu')),
    record: ({ x }: Inputs<'x'>, { alpha }: LeakyReluAttrs) => ({
      inputs: [x],
      attrs: { alpha },
      outputs: [spec(x.shape, 'float32')],
    }),
    emit(g, n) {
      const x = n.dtype(0) === 'float32' ? n.in(0) : g.cast(n.in(0), 'float32');
      return g.op('LeakyRelu', [x], { alpha: { float: n.attrs.alpha } });
    },
  },
  test('IsNan', operator('IsNaN')),
  test('IsInf', operator('IsInf')),
  // Infinity - Infinity and NaN - NaN are NaN, anything else minus itself is 0.
  test('IsFinite', (g, x) => g.op('Equal', [g.op('Sub', [x, x]), g.scalar(0)])),
  {
    name: 'LogicalNot',
    record: ({ x }: Inputs<'x'>) => ({ inputs: [x], outputs: [spec(x.shape, 'bool')] }),
    plan: planElementwise,
    emit: (g, n) => g.op('Not', [n.dtype(0) === 'bool' ? n.in(0) : g.cast(n.in(0), 'bool')]),
  },
];

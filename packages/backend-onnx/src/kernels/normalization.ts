import type {
  FusedBatchNormAttrs,
  LRNAttrs,
  SoftmaxAttrs,
  TensorInfo,
} from '@tensorflow/tfjs-core';
import type { Builder } from '../core/builder.ts';
import { type Inputs, like, type RecordedKernel, spec } from '../core/kernel.ts';
import { planElementwise } from '../core/plan.ts';
import type { Name } from '../onnx/model.ts';

/** (x - mean) / sqrt(variance + epsilon) * scale + offset, with statistics that are given. */
const fusedBatchNorm: RecordedKernel = {
  name: 'FusedBatchNorm',
  record(
    { x, mean, variance, offset, scale }: Inputs<'x' | 'mean' | 'variance' | 'offset' | 'scale'>,
    { varianceEpsilon }: FusedBatchNormAttrs,
  ) {
    const optional = [offset, scale] as (TensorInfo | null | undefined)[];
    return {
      inputs: [x, mean, variance, ...optional.filter((t) => t != null)],
      attrs: {
        epsilon: varianceEpsilon ?? 0.001,
        hasOffset: offset != null,
        hasScale: scale != null,
      },
      outputs: [spec(x.shape, 'float32')],
    };
  },
  plan: planElementwise,
  emit(g, n) {
    const { epsilon, hasOffset, hasScale } = n.attrs;
    const deviation = g.op('Sqrt', [g.op('Add', [n.operand(2), g.scalar(epsilon)])]);
    let factor = g.op('Reciprocal', [deviation]);
    if (hasScale) factor = g.op('Mul', [factor, n.operand(hasOffset ? 4 : 3)]);
    const scaled = g.op('Mul', [g.op('Sub', [n.operand(0), n.operand(1)]), factor]);
    return hasOffset ? g.op('Add', [scaled, n.operand(3)]) : scaled;
  },
};

const softmax = (name: string): RecordedKernel => ({
  name,
  record({ logits }: Inputs<'logits'>, { dim }: SoftmaxAttrs) {
    const axis = dim < 0 ? logits.shape.length + dim : dim;
    return { inputs: [logits], attrs: { axis }, outputs: [spec(logits.shape, 'float32')] };
  },
  emit: (g, n) =>
    g.op(name, [n.dtype(0) === 'float32' ? n.in(0) : g.cast(n.in(0), 'float32')], {
      axis: n.attrs.axis,
    }),
});

/** Sums over `radius` neighbours on either side along the last axis, as one banded matrix. */
function windowSum(g: Builder, x: Name, channels: number, radius: number): Name {
  const band = new Float32Array(channels * channels);
  for (let i = 0; i < channels; i++) {
    for (let j = 0; j < channels; j++) band[i * channels + j] = Math.abs(i - j) <= radius ? 1 : 0;
  }
  return g.op('MatMul', [x, g.constant('float32', [channels, channels], band)]);
}

/** bias + alpha * (sum of squares of the neighbours). */
function lrnBase(
  g: Builder,
  x: Name,
  channels: number,
  { depthRadius, alpha, bias }: LRNAttrs,
): Name {
  const squares = windowSum(g, g.op('Mul', [x, x]), channels, depthRadius);
  return g.op('Add', [g.op('Mul', [squares, g.scalar(alpha)]), g.scalar(bias)]);
}

/** Local response normalization along the channels: x / base^beta. */
const lrn: RecordedKernel = {
  name: 'LRN',
  record: ({ x }: Inputs<'x'>, { depthRadius, bias, alpha, beta }: LRNAttrs) => ({
    inputs: [x],
    attrs: { depthRadius, bias, alpha, beta },
    outputs: [like(x)],
  }),
  emit(g, n) {
    const attrs = n.attrs as LRNAttrs;
    const base = lrnBase(g, n.in(0), n.shape(0).at(-1)!, attrs);
    return g.op('Mul', [n.in(0), g.op('Pow', [base, g.scalar(-attrs.beta)])]);
  },
};

/** dx = dy / base^beta - 2 alpha beta x (sum over the neighbours of dy y / base). */
const lrnGrad: RecordedKernel = {
  name: 'LRNGrad',
  record: (
    { x, y, dy }: Inputs<'x' | 'y' | 'dy'>,
    { depthRadius, bias, alpha, beta }: LRNAttrs,
  ) => ({
    inputs: [x, y, dy],
    attrs: { depthRadius, bias, alpha, beta },
    outputs: [like(x)],
  }),
  emit(g, n) {
    const attrs = n.attrs as LRNAttrs;
    const [x, y, dy] = n.all() as [Name, Name, Name];
    const channels = n.shape(0).at(-1)!;
    const base = lrnBase(g, x, channels, attrs);
    const direct = g.op('Mul', [dy, g.op('Pow', [base, g.scalar(-attrs.beta)])]);
    const share = g.op('Div', [g.op('Mul', [dy, y]), base]);
    const shared = g.op('Mul', [x, windowSum(g, share, channels, attrs.depthRadius)]);
    return g.op('Sub', [direct, g.op('Mul', [shared, g.scalar(2 * attrs.alpha * attrs.beta)])]);
  },
};

export const normalizations: readonly RecordedKernel[] = [
  fusedBatchNorm,
  softmax('Softmax'),
  softmax('LogSoftmax'),
  lrn,
  lrnGrad,
];

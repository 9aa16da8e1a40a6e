import type {
  _FusedMatMulAttrs,
  _FusedMatMulInputs,
  FusedConv2DAttrs,
  FusedConv2DInputs,
  TensorInfo,
} from '@tensorflow/tfjs-core';
import type { DirectKernel, Host } from '../core/kernel.ts';

interface After {
  readonly bias?: TensorInfo | undefined;
  readonly activation: string | undefined;
  readonly alpha?: TensorInfo | undefined;
  readonly leakyreluAlpha?: number | undefined;
}

const kernels: Record<string, string> = {
  relu: 'Relu',
  relu6: 'Relu6',
  elu: 'Elu',
  sigmoid: 'Sigmoid',
  prelu: 'Prelu',
  leakyrelu: 'LeakyRelu',
};

/** Bias and activation, as kernels of their own: in one graph, fusing them by hand gains nothing. */
function finish(
  host: Host,
  x: TensorInfo,
  { bias, activation, alpha, leakyreluAlpha }: After,
): TensorInfo {
  let result = x;
  const replace = (next: TensorInfo) => {
    host.dispose(result);
    result = next;
  };
  if (bias) replace(host.call('Add', { a: result, b: bias }));
  if (activation && activation !== 'linear') {
    const name = kernels[activation];
    if (!name) throw new Error(`Activation ${activation} has not been implemented for onnx.`);
    replace(host.call(name, { x: result, ...(alpha && { alpha }) }, { alpha: leakyreluAlpha }));
  }
  return result;
}

/** With channels first, a vector belongs to the channels. */
function along(host: Host, x: TensorInfo | undefined, dataFormat: string): TensorInfo | undefined {
  if (!x) return undefined;
  const vector = dataFormat === 'NCHW' && x.shape.length === 1 && x.shape[0] !== 1;
  return host.alias(x, vector ? [x.shape[0]!, 1, 1] : x.shape);
}

const convolution = (name: string, plainName: string): DirectKernel => ({
  name,
  run(host, inputs: FusedConv2DInputs, attrs: FusedConv2DAttrs) {
    const { x, filter } = inputs;
    const bias = along(host, inputs.bias, attrs.dataFormat);
    const alpha = along(host, inputs.preluActivationWeights, attrs.dataFormat);
    const y = host.call(plainName, { x, filter }, attrs);
    const result = finish(host, y, { ...attrs, bias, alpha });
    for (const view of [bias, alpha]) if (view) host.dispose(view);
    return result;
  },
});

const fusedMatMul: DirectKernel = {
  name: '_FusedMatMul',
  run(host, inputs: _FusedMatMulInputs, attrs: _FusedMatMulAttrs) {
    const { a, b, bias, preluActivationWeights: alpha } = inputs;
    const { transposeA, transposeB } = attrs;
    const y = host.call('BatchMatMul', { a, b }, { transposeA, transposeB });
    return finish(host, y, { ...attrs, bias, alpha });
  },
};

export const fused: readonly DirectKernel[] = [
  convolution('FusedConv2D', 'Conv2D'),
  convolution('FusedDepthwiseConv2D', 'DepthwiseConv2dNative'),
  fusedMatMul,
];

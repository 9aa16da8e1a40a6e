import type { BatchMatMulAttrs } from '@tensorflow/tfjs-core';
import type { Builder } from '../core/builder.ts';
import type { Emission, Kernel } from '../core/kernel.ts';
import { planDirect } from '../kernels/conv-direct.ts';
import { makeKernels } from '../kernels/index.ts';
import type { Name } from '../onnx/model.ts';

/**
 * The kernels for graphs that leave this machine: ONNX's own operators only, convolutions as `Conv`. The
 * forms that the backend prefers for itself are faster in onnxruntime and unreadable elsewhere.
 */
export function portableKernels(): ReadonlyMap<string, Kernel> {
  return new Map(
    [...makeKernels({ winograd: false })].map(([name, kernel]): [string, Kernel] => {
      if ('run' in kernel) return [name, kernel];
      if (/^(Conv[23]D|DepthwiseConv2dNative)/.test(name)) {
        return [name, { ...kernel, plan: planDirect }];
      }
      return [name, name === 'BatchMatMul' ? { ...kernel, emit: matMul } : kernel];
    }),
  );
}

/** onnxruntime's own operator transposes as it multiplies; ONNX's does not. */
function matMul(g: Builder, n: Emission): Name {
  const { transposeA, transposeB } = n.attrs as BatchMatMulAttrs;
  const dtype = n.outDtype();
  const operand = (k: number, transposed: boolean) => {
    const x = n.dtype(k) === dtype ? n.in(k) : g.cast(n.in(k), dtype);
    const rank = n.shape(k).length;
    const swapped = [...Array(rank - 2).keys(), rank - 1, rank - 2];
    return transposed ? g.transpose(x, n.shape(k), swapped) : x;
  };
  return g.op('MatMul', [operand(0, transposeA), operand(1, transposeB)]);
}

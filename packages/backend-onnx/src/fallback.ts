import '@tensorflow/tfjs-backend-cpu';
import type { KernelBackend, TensorInfo } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import type { Arguments } from './core/kernel.ts';

/** The tensors of the backend that lends its call. */
interface Store {
  readSync(dataId: object): tf.backend_util.BackendValues;
  move(
    dataId: object,
    values: tf.backend_util.BackendValues,
    shape: number[],
    dtype: tf.DataType,
    references: number,
  ): void;
  parts(x: TensorInfo): { real: TensorInfo; imag: TensorInfo };
}

/** Runs kernels that have no ONNX form on TF.js's cpu backend: read, compute, write. */
export class CpuFallback {
  readonly #mode: 'cpu' | 'error';
  readonly #counts = new Map<string, number>();

  constructor(mode: 'cpu' | 'error') {
    this.#mode = mode;
  }

  counts(): Record<string, number> {
    return Object.fromEntries(this.#counts);
  }

  resetCounts(): void {
    this.#counts.clear();
  }

  run(onnx: Store, name: string, inputs: Arguments, attrs: Arguments): TensorInfo | TensorInfo[] {
    const kernel = tf.getKernel(name, 'cpu');
    if (!kernel) {
      throw new Error(
        `onnx: kernel '${name}' is implemented neither by this backend nor by TF.js's cpu backend.`,
      );
    }
    if (this.#mode === 'error') {
      const types = Object.values<TensorInfo | undefined>(inputs ?? {}).map((x) => x?.dtype);
      throw new Error(
        `onnx: kernel '${name}' (${types.join(', ')}) has no ONNX form for this call, and ` +
          `'fallback' is 'error'.`,
      );
    }
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + 1);

    const cpu = tf.findBackend('cpu') as KernelBackend;
    const copies: TensorInfo[] = [];
    const toCpu = (x: unknown): unknown => {
      if (Array.isArray(x)) return x.map(toCpu);
      if (!isTensor(x)) return x;
      const { shape, dtype } = x;
      if (dtype === 'complex64') {
        const { real, imag } = onnx.parts(x);
        const inputs = { real: toCpu(real), imag: toCpu(imag) } as tf.NamedTensorInfoMap;
        const complex = tf.getKernel('Complex', 'cpu')!.kernelFunc({ inputs, backend: cpu });
        copies.push(complex as TensorInfo);
        return complex;
      }
      const dataId = {};
      cpu.move(dataId, onnx.readSync(x.dataId), shape, dtype, 1);
      // Some cpu kernels read a tensor's rank.
      const copy = { dataId, shape, dtype, rank: shape.length };
      copies.push(copy);
      return copy;
    };
    const fromCpu = (x: TensorInfo): TensorInfo => {
      const dataId = {};
      onnx.move(dataId, cpu.readSync(x.dataId), x.shape, x.dtype, 1);
      cpu.disposeData(x.dataId, true);
      return { dataId, shape: x.shape, dtype: x.dtype };
    };

    const cpuInputs = Array.isArray(inputs)
      ? inputs.map(toCpu)
      : Object.fromEntries(Object.entries(inputs ?? {}).map(([key, x]) => [key, toCpu(x)]));
    try {
      const result = kernel.kernelFunc({
        inputs: cpuInputs as tf.NamedTensorInfoMap,
        attrs,
        backend: cpu,
      });
      return Array.isArray(result) ? result.map(fromCpu) : fromCpu(result);
    } finally {
      for (const copy of copies) cpu.disposeData(copy.dataId, true);
    }
  }
}

function isTensor(x: unknown): x is TensorInfo {
  return typeof x === 'object' && x !== null && 'dataId' in x;
}

import * as tf from '@tensorflow/tfjs-core';
import { Backend } from './backend.ts';
import type { Kernel } from './core/kernel.ts';
import { makeKernels } from './kernels/index.ts';
import type { OnnxBackend } from './onnx-backend.ts';
import { type OnnxOptions, resolveOptions } from './options.ts';

/**
 * Registers the backend with TF.js under `name`. Importing the package does this once, as 'onnx' with the defaults;
 * call it again for other options or another name. It replaces a backend of the same name, whose tensors are lost.
 *
 * @param options see {@link OnnxOptions}.
 * @param name name for `tf.setBackend`. Default 'onnx'.
 * @throws TypeError for an unknown option or a value of the wrong kind; RangeError for a value out of range.
 * @example
 * ```ts
 * import { onnxBackend, registerOnnxBackend } from '@ssvaerr/backend-onnx';
 * import * as tf from '@tensorflow/tfjs';
 *
 * registerOnnxBackend({ threads: 1, fallback: 'error' }, 'onnx-strict');
 * await tf.setBackend('onnx-strict');
 * console.log(onnxBackend('onnx-strict').options.fallback); // error
 * ```
 */
export function registerOnnxBackend(options: OnnxOptions = {}, name = 'onnx'): void {
  const resolved = resolveOptions('registerOnnxBackend', options);
  const kernels = makeKernels(resolved);
  registerKernels(name, kernels, () => new Backend(resolved, kernels), 2);
}

/** Registers a backend with these kernels, and TF.js's cpu kernels for all others. */
export function registerKernels(
  name: string,
  kernels: ReadonlyMap<string, Kernel>,
  make: () => Backend,
  priority: number,
): void {
  if (tf.findBackendFactory(name)) tf.removeBackend(name);
  tf.registerBackend(name, make, priority);

  const names = new Set(kernels.keys());
  for (const kernel of kernels.values()) {
    register(name, kernel.name, (backend, inputs, attrs) =>
      backend.dispatch(kernel, inputs, attrs),
    );
  }
  for (const { kernelName } of tf.getKernelsForBackend('cpu')) {
    if (names.has(kernelName)) continue;
    register(name, kernelName, (backend, inputs, attrs) =>
      backend.fallback(kernelName, inputs, attrs),
    );
  }
}

function register(
  backendName: string,
  kernelName: string,
  run: (backend: Backend, inputs: unknown, attrs: unknown) => tf.TensorInfo | tf.TensorInfo[],
): void {
  if (tf.getKernel(kernelName, backendName)) return;
  tf.registerKernel({
    kernelName,
    backendName,
    kernelFunc: ({ inputs, attrs, backend }) => run(backend as Backend, inputs, attrs),
  });
}

/**
 * Returns the backend registered as `name`, with its options and its report.
 *
 * @param name as passed to {@link registerOnnxBackend}. Default 'onnx'.
 * @throws Error if no onnx backend has this name.
 * @example
 * ```ts
 * import { onnxBackend } from '@ssvaerr/backend-onnx';
 * import * as tf from '@tensorflow/tfjs';
 *
 * await tf.setBackend('onnx');
 * onnxBackend().resetReport();
 * tf.add(tf.scalar(1), 2).dataSync();
 * console.log(onnxBackend().report().runs, onnxBackend().report().fallbacks); // 1 {}
 * ```
 */
export function onnxBackend(name = 'onnx'): OnnxBackend {
  const backend = tf.findBackend(name);
  if (!(backend instanceof Backend)) {
    throw new Error(`onnxBackend: 'name' must be a registered onnx backend, got ${name}.`);
  }
  return backend;
}

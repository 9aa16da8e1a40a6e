import * as tf from '@tensorflow/tfjs-core';
import { Backend } from './backend.ts';
import type { Kernel } from './core/kernel.ts';
import { makeKernels } from './kernels/index.ts';
import type { OnnxBackend } from './onnx-backend.ts';
import { type OnnxOptions, resolveOptions } from './options.ts';

/**
 * Registers the backend with TF.js under `name`. Importing the package does this once, as 'onnx' with
 * the defaults; call it again for other options or another name. A backend of that name is replaced,
 * and its tensors are lost.
 *
 * @throws RangeError or TypeError for an option that is unknown or out of range.
 */
export function registerOnnxBackend(options: OnnxOptions = {}, name = 'onnx'): void {
  const resolved = resolveOptions('registerOnnxBackend', options);
  const kernels = makeKernels(resolved);
  registerKernels(name, kernels, () => new Backend(resolved, kernels), 2);
}

/** A backend with these kernels, and TF.js's cpu kernels for the rest. */
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
 * The backend registered as `name`: its options, its report.
 *
 * @throws Error if there is none.
 */
export function onnxBackend(name = 'onnx'): OnnxBackend {
  const backend = tf.findBackend(name);
  if (!(backend instanceof Backend)) {
    throw new Error(`onnxBackend: 'name' must be a registered onnx backend, got ${name}.`);
  }
  return backend;
}

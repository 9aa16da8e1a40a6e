import * as tf from '@tensorflow/tfjs-core';
import type { Backend } from '../backend.ts';
import type { DType } from '../core/kernel.ts';
import type { Graph } from '../onnx/model.ts';
import { resolveOptions } from '../options.ts';
import { registerKernels } from '../register.ts';
import { encodeTrace, type WriteTrace } from './encode-trace.ts';
import { portableKernels } from './portable-kernels.ts';
import { RecordingBackend } from './recording-backend.ts';
import { type Axis, generalise, mostAxes, sampleSizes } from './symbolic.ts';
import { type Input, type TracedFunction, trace } from './trace.ts';

/** Shape and type of an input; an example tensor also fits. */
export interface InputExample {
  /** Size of each dimension. A name instead of a size makes it dynamic; equal names mean equal sizes. */
  readonly shape: readonly (number | string)[];
  /** `float32`, `int32` or `bool`. Default `float32`. */
  readonly dtype?: tf.DataType;
}

/** A function of named tensors that returns a tensor, or tensors by name. */
export type ExportedFunction<Name extends string> = (
  inputs: Readonly<Record<Name, tf.Tensor>>,
) => tf.Tensor | Readonly<Record<string, tf.Tensor>>;

/**
 * Records a function as one graph for all its dynamic sizes, in the operators that `write` writes.
 *
 * @param where the public function, for errors.
 */
export function tracedGraph<Name extends string>(
  where: string,
  fn: ExportedFunction<Name>,
  examples: Readonly<Record<Name, InputExample>>,
  write: WriteTrace,
): Graph {
  const inputs = Object.entries<InputExample>(examples);
  const axes = checkInputs(where, inputs);
  return onExporter((backend) => {
    const samples = sampleSizes(axes.length).map((sizes) => {
      const sized = sizedInputs(inputs, axes, sizes);
      const traced = trace(where, backend, fn as TracedFunction, sized);
      for (const name of traced.outputs) assertName(where, 'an output', name);
      const repeated = traced.outputs.find((name) => sized.some((input) => input.name === name));
      if (repeated !== undefined) {
        throw new RangeError(
          `${where}: 'fn' must return outputs that are not named like an input, got '${repeated}' twice.`,
        );
      }
      return { sizes, graph: encodeTrace(backend, traced, write) };
    });
    return axes.length === 0 ? samples[0]!.graph : generalise(where, axes, samples);
  });
}

const exporter = 'onnx-export';

/** With a backend that records for export as TF.js's own, for as long as `body` runs. */
function onExporter<T>(body: (backend: Backend) => T): T {
  const before = { backend: tf.backend(), name: tf.getBackend() };
  if (!tf.findBackendFactory(exporter)) {
    const options = resolveOptions('tracedGraph', { fallback: 'error' });
    const kernels = portableKernels();
    registerKernels(exporter, kernels, () => new RecordingBackend(options, kernels), 0);
  }
  // Both start at once: the promises are for backends that do not.
  void tf.setBackend(exporter);
  const recording = tf.backend() as RecordingBackend;
  try {
    return body(recording);
  } finally {
    void tf.setBackend(before.name);
    recording.handOver(before.backend);
  }
}

// --- inputs ---

/** @returns the free axes. */
function checkInputs(where: string, inputs: readonly (readonly [string, InputExample])[]): Axis[] {
  if (inputs.length === 0) {
    throw new RangeError(`${where}: 'examples' must name at least one input, got none.`);
  }
  const axes = new Map<string, Axis>();
  for (const [input, { shape, dtype = 'float32' }] of inputs) {
    assertName(where, 'an input', input);
    if (dtype !== 'float32' && dtype !== 'int32' && dtype !== 'bool') {
      throw new TypeError(
        `${where}: '${input}' must be of type float32, int32 or bool, got ${dtype}.`,
      );
    }
    shape.forEach((size, axis) => {
      if (typeof size === 'string') {
        assertName(where, 'a size', size);
        if (!axes.has(size)) axes.set(size, { name: size, input, axis });
      } else if (!Number.isSafeInteger(size) || size < 1) {
        throw new RangeError(
          `${where}: '${input}' must have sizes that are integers >= 1 or names, got [${shape.join(', ')}].`,
        );
      }
    });
  }
  if (axes.size > mostAxes) {
    throw new RangeError(
      `${where}: 'examples' must have at most ${mostAxes} dynamic sizes, got ${[...axes.keys()].join(', ')}.`,
    );
  }
  return [...axes.values()];
}

function sizedInputs(
  inputs: readonly (readonly [string, InputExample])[],
  axes: readonly Axis[],
  sizes: readonly number[],
): Input[] {
  const sizeOf = new Map(axes.map(({ name }, i) => [name, sizes[i]!]));
  return inputs.map(([name, { shape, dtype = 'float32' }]) => ({
    name,
    shape: shape.map((size) => (typeof size === 'string' ? sizeOf.get(size)! : size)),
    dtype: dtype as DType,
  }));
}

/** Runtimes in C, Java and Python make identifiers of them. */
function assertName(where: string, what: string, name: string): void {
  if (/^[A-Za-z_]\w*$/.test(name)) return;
  throw new RangeError(
    `${where}: the name of ${what} must consist of letters, digits and _, got ${JSON.stringify(name)}.`,
  );
}

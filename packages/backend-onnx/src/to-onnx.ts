import * as tf from '@tensorflow/tfjs-core';
import type { Backend } from './backend.ts';
import type { DType } from './core/kernel.ts';
import { encodeTrace } from './export/encode-trace.ts';
import { portableKernels } from './export/portable-kernels.ts';
import { RecordingBackend } from './export/recording-backend.ts';
import { type Axis, generalise, mostAxes, sampleSizes } from './export/symbolic.ts';
import { type Input, type TracedFunction, trace } from './export/trace.ts';
import { encodeModel, type Graph } from './onnx/model.ts';
import { resolveOptions } from './options.ts';
import { registerKernels } from './register.ts';

/** An input of the graph: an example tensor, of which shape and type count, or these two. */
export interface InputExample {
  /** A name instead of a size leaves it free; the same name is the same size. */
  readonly shape: readonly (number | string)[];
  /** `float32`, `int32` or `bool`. Default `float32`. */
  readonly dtype?: tf.DataType;
}

export interface ToOnnxOptions {
  /** Stored with the model, free text by free keys: how to prepare its inputs, for instance. Default none. */
  readonly metadata?: Readonly<Record<string, string>>;
}

/**
 * A function of tensors as an ONNX model, for any runtime: operators of ONNX's opset 21 alone. It is
 * recorded, not run, whatever TF.js's backend is; the variables that it uses become initializers under
 * their TF.js names.
 *
 * With free sizes it is recorded for several sizes each, at least 200, and whatever differs must be a shape
 * that is a sum of products of them: the graph is that of sizes that are not 1.
 *
 * @param fn pure; gives a tensor, which is named `output`, or tensors by name.
 * @param examples the inputs, by name.
 * @returns the file.
 * @throws RangeError if a name or shape is none, or `fn` is not one graph for all free sizes; TypeError if
 *   a type is not a number's or `fn` gives no tensors; Error if `fn` reads a tensor or calls a kernel that
 *   has no ONNX form.
 */
export function toOnnx<Name extends string>(
  fn: (
    inputs: Readonly<Record<Name, tf.Tensor>>,
  ) => tf.Tensor | Readonly<Record<string, tf.Tensor>>,
  examples: Readonly<Record<Name, InputExample>>,
  { metadata = {} }: ToOnnxOptions = {},
): Uint8Array {
  const inputs = Object.entries<InputExample>(examples);
  const axes = checkInputs(inputs);
  const graph = onExporter((backend) => {
    const samples = sampleSizes(axes.length).map((sizes) => ({
      sizes,
      graph: graphOf(backend, fn as TracedFunction, sizedInputs(inputs, axes, sizes)),
    }));
    return axes.length === 0 ? samples[0]!.graph : generalise(axes, samples);
  });
  return encodeModel(graph, { domains: [''], metadata });
}

function graphOf(backend: Backend, fn: TracedFunction, inputs: readonly Input[]): Graph {
  const traced = trace(backend, fn, inputs);
  for (const name of traced.outputs) assertName('an output', name);
  const repeated = traced.outputs.find((name) => inputs.some((input) => input.name === name));
  if (repeated !== undefined) {
    throw new RangeError(
      `toOnnx: 'fn' must name its outputs otherwise than its inputs, got '${repeated}' twice.`,
    );
  }
  const graph = encodeTrace(backend, traced);
  const foreign = graph.nodes.find(({ domain }) => domain !== '');
  if (foreign) throw new Error(`toOnnx: ${foreign.name} has no form in standard ONNX operators.`);
  return graph;
}

const exporter = 'onnx-export';

/** With a backend that records for export as TF.js's own, for as long as `body` runs. */
function onExporter<T>(body: (backend: Backend) => T): T {
  const before = { backend: tf.backend(), name: tf.getBackend() };
  if (!tf.findBackendFactory(exporter)) {
    const options = resolveOptions('toOnnx', { fallback: 'error' });
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
function checkInputs(inputs: readonly (readonly [string, InputExample])[]): Axis[] {
  if (inputs.length === 0) throw new RangeError("toOnnx: 'examples' must name an input, got none.");
  const axes = new Map<string, Axis>();
  for (const [input, { shape, dtype = 'float32' }] of inputs) {
    assertName('an input', input);
    if (dtype !== 'float32' && dtype !== 'int32' && dtype !== 'bool') {
      throw new TypeError(
        `toOnnx: '${input}' must be of type float32, int32 or bool, got ${dtype}.`,
      );
    }
    shape.forEach((size, axis) => {
      if (typeof size === 'string') {
        assertName('a size', size);
        if (!axes.has(size)) axes.set(size, { name: size, input, axis });
      } else if (!Number.isSafeInteger(size) || size < 1) {
        throw new RangeError(
          `toOnnx: '${input}' must have sizes that are integers >= 1 or names, got [${shape.join(', ')}].`,
        );
      }
    });
  }
  if (axes.size > mostAxes) {
    throw new RangeError(
      `toOnnx: 'examples' must have at most ${mostAxes} free sizes, got ${[...axes.keys()].join(', ')}.`,
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
function assertName(what: string, name: string): void {
  if (/^[A-Za-z_]\w*$/.test(name)) return;
  throw new RangeError(
    `toOnnx: ${what} must be named with letters, digits and _, got ${JSON.stringify(name)}.`,
  );
}

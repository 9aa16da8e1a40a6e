import * as tf from '@tensorflow/tfjs-core';
import type { Backend } from '../backend.ts';
import { collect, type LazyGraph } from '../core/graph.ts';
import type { DType, RecordedKernel, Value } from '../core/kernel.ts';

/** An input with all its sizes known. */
export interface Input {
  readonly name: string;
  readonly shape: readonly number[];
  readonly dtype: DType;
}

/** The recorded graph of a function of its inputs. */
export interface Trace {
  /** Its leaves are inputs, which have no numbers, and constants, which have. */
  readonly graph: LazyGraph;
  /** Names of the inputs. */
  readonly inputs: ReadonlyMap<Value, string>;
  /** Names of the targets, in their order. */
  readonly outputs: readonly string[];
}

export type TracedFunction = (
  inputs: Readonly<Record<string, tf.Tensor>>,
) => tf.Tensor | Readonly<Record<string, tf.Tensor>>;

/**
 * Records `fn` on TF.js's current backend, which must be `backend`: nothing is computed of what depends
 * on an input.
 *
 * @param where the public function, for errors.
 * @throws TypeError if `fn` gives no tensors, Error if it reads one that depends on an input.
 */
export function trace(
  where: string,
  backend: Backend,
  fn: TracedFunction,
  inputs: readonly Input[],
): Trace {
  let result: Trace | undefined;
  // Returning it from `tidy` would have TF.js search all of it for tensors.
  tf.tidy(() => {
    const named = new Map<Value, string>();
    const given = inputs.map(({ name, shape, dtype }) => {
      const info = backend.record(placeholder, {}, { shape, dtype });
      named.set(backend.lazyValue(info), name);
      return [name, tf.engine().makeTensorFromTensorInfo(info)] as const;
    });
    const outputs = outputsOf(where, call(where, fn, Object.fromEntries(given)));
    const targets = outputs.map(([, tensor]) => backend.lazyValue(tensor));
    // From here on they are where the graph begins.
    for (const value of named.keys()) value.node = null;
    const graph = withAllLeaves(collect(targets), [...named.keys()]);
    result = { graph, inputs: named, outputs: outputs.map(([name]) => name) };
  });
  return result!;
}

/** Stands for an input: running it means that somebody wants numbers that there are not. */
const placeholder: RecordedKernel = {
  name: 'Placeholder',
  record: (_, { shape, dtype }) => ({ inputs: [], outputs: [{ shape, dtype }] }),
  emit() {
    throw new Unknown();
  },
};

class Unknown extends Error {}

function call(where: string, fn: TracedFunction, inputs: Readonly<Record<string, tf.Tensor>>) {
  try {
    return fn(inputs);
  } catch (error) {
    const { cause } = error as Error;
    if (!(cause instanceof Unknown)) throw error;
    throw new Error(
      `${where}: 'fn' must not read values that depend on its inputs (dataSync, arraySync, data), nor record more than 10,000 kernels.`,
      { cause: error },
    );
  }
}

function outputsOf(where: string, result: ReturnType<TracedFunction>): [string, tf.Tensor][] {
  const named = result instanceof tf.Tensor ? { output: result } : result;
  const outputs = Object.entries(named ?? {});
  const bad = outputs.find(([, tensor]) => !(tensor instanceof tf.Tensor));
  if (outputs.length === 0 || bad) {
    const got = bad ? `${typeof bad[1]} as '${bad[0]}'` : String(result);
    throw new TypeError(`${where}: 'fn' must return a tensor or tensors by name, got ${got}.`);
  }
  for (const [name, { dtype }] of outputs) {
    if (dtype === 'string' || dtype === 'complex64') {
      throw new TypeError(`${where}: 'fn' must return numeric tensors, got ${dtype} as '${name}'.`);
    }
  }
  return outputs;
}

/** `collect` finds what nodes read; inputs that nobody reads and targets that nobody computes count too. */
function withAllLeaves(graph: LazyGraph, inputs: readonly Value[]): LazyGraph {
  const constants = graph.targets.filter(({ node }) => node === null);
  return { ...graph, leaves: [...new Set([...inputs, ...graph.leaves, ...constants])] };
}

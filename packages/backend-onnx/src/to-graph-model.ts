import { planPlain } from './core/plan.ts';
import { writeGraph } from './core/write-graph.ts';
import { joinGrus } from './export/graph-def-gru.ts';
import { graphDefOperator } from './export/graph-def-operators.ts';
import { encodeGraphModel, type GraphModelFiles } from './export/graph-model.ts';
import { type ExportedFunction, type InputExample, tracedGraph } from './export/traced-graph.ts';

/** Options of {@link toGraphModel}. */
export interface ToGraphModelOptions {
  /** Free text by key, stored with the model as `userDefinedMetadata`. Default none. */
  readonly metadata?: Readonly<Record<string, string>>;
  /** Name of the weights file, which the model expects beside it. Default `weights.bin`. */
  readonly weightsFile?: string;
}

/**
 * Writes a function of tensors as a TF.js graph model, which stock `tf.loadGraphModel` runs in a browser. The function
 * is recorded as by {@link toOnnx}, with the same rules for dynamic sizes.
 *
 * A model runs with `execute`; one with the kernel `SsvaerrGru` contains a loop and needs `executeAsync`.
 *
 * @param fn a pure function; it returns a tensor, which is called `output`, or tensors by name.
 * @param examples shape and type of each input, by name.
 * @returns the text of `model.json` and the bytes of the weights file.
 * @throws RangeError, TypeError and Error as {@link toOnnx}; Error naming the kernel if `fn` calls one that graph
 *   models do not support.
 * @example
 * ```ts
 * import { toGraphModel } from '@ssvaerr/backend-onnx';
 * import * as tf from '@tensorflow/tfjs';
 *
 * const { json, weights } = toGraphModel(({ x }) => tf.mul(x, 2), { x: { shape: ['n'] } });
 * console.log(Object.keys(JSON.parse(json).signature.outputs), weights.length); // [ 'output' ] 4
 * ```
 */
export function toGraphModel<Name extends string>(
  fn: ExportedFunction<Name>,
  examples: Readonly<Record<Name, InputExample>>,
  { metadata = {}, weightsFile = 'weights.bin' }: ToGraphModelOptions = {},
): GraphModelFiles {
  const graph = tracedGraph('toGraphModel', fn, examples, (g, traced, writeLeaf) => {
    const nodes = joinGrus(traced.nodes);
    return writeGraph(g, { ...traced, nodes }, nodes.map(planPlain), writeLeaf, graphDefOperator);
  });
  return encodeGraphModel(graph, { metadata, weightsFile });
}

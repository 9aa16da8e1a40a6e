import { planPlain } from './core/plan.ts';
import { writeGraph } from './core/write-graph.ts';
import { joinGrus } from './export/graph-def-gru.ts';
import { graphDefOperator } from './export/graph-def-operators.ts';
import { encodeGraphModel, type GraphModelFiles } from './export/graph-model.ts';
import { type ExportedFunction, type InputExample, tracedGraph } from './export/traced-graph.ts';

export interface ToGraphModelOptions {
  /** Stored with the model as `userDefinedMetadata`, free text by free keys. Default none. */
  readonly metadata?: Readonly<Record<string, string>>;
  /** The name under which the model finds its weights beside it. Default `weights.bin`. */
  readonly weightsFile?: string;
}

/**
 * Writes a function of tensors as a graph model of TF.js, which stock `tf.loadGraphModel` runs in a browser. It is
 * recorded as `toOnnx` records it, with the same rules for free sizes.
 *
 * `execute` runs it; a function with the kernel `SsvaerrGru` contains a loop and takes `executeAsync`.
 *
 * @param fn pure; gives a tensor, which is named `output`, or tensors by name.
 * @param examples the inputs, by name.
 * @throws as `toOnnx`; Error naming the kernel if `fn` calls one that has no form in TensorFlow's operators.
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

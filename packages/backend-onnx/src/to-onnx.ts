import { plan } from './core/plan.ts';
import { writeGraph } from './core/write-graph.ts';
import { type ExportedFunction, type InputExample, tracedGraph } from './export/traced-graph.ts';
import { encodeModel } from './onnx/model.ts';

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
  fn: ExportedFunction<Name>,
  examples: Readonly<Record<Name, InputExample>>,
  { metadata = {} }: ToOnnxOptions = {},
): Uint8Array {
  const graph = tracedGraph('toOnnx', fn, examples, (g, traced, writeLeaf) =>
    writeGraph(g, traced, plan(traced), writeLeaf),
  );
  const foreign = graph.nodes.find(({ domain }) => domain !== '');
  if (foreign) throw new Error(`toOnnx: ${foreign.name} has no form in standard ONNX operators.`);
  return encodeModel(graph, { domains: [''], metadata });
}

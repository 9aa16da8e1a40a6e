import { plan } from './core/plan.ts';
import { writeGraph } from './core/write-graph.ts';
import { type ExportedFunction, type InputExample, tracedGraph } from './export/traced-graph.ts';
import { encodeModel } from './onnx/model.ts';

/** Options of {@link toOnnx}. */
export interface ToOnnxOptions {
  /** Free text by key, stored with the model, for instance how to prepare its inputs. Default none. */
  readonly metadata?: Readonly<Record<string, string>>;
}

/**
 * Writes a function of tensors as an ONNX model for any runtime, with operators of ONNX's opset 21 only. The function
 * is recorded, not run, whichever TF.js backend is set; its variables become initializers under their TF.js names.
 *
 * With dynamic sizes the function is recorded for several sizes, all >= 200. Everything that differs between the
 * recordings must be a shape made of sums of products of the sizes. The model is recorded for sizes other than 1, so
 * `fn` must not branch on them.
 *
 * @param fn a pure function; it returns a tensor, which is called `output`, or tensors by name.
 * @param examples shape and type of each input, by name.
 * @returns the bytes of the file.
 * @throws RangeError if a name or a shape is invalid, or `fn` does not record the same graph for all dynamic sizes;
 *   TypeError if a type is not numeric or `fn` does not return tensors; Error if `fn` reads a tensor or calls a
 *   kernel that has no ONNX form.
 * @example
 * ```ts
 * import { toOnnx } from '@ssvaerr/backend-onnx';
 * import * as tf from '@tensorflow/tfjs';
 *
 * const model = toOnnx(({ x }) => ({ y: tf.relu(x) }), { x: { shape: ['rows', 2] } });
 * console.log(model instanceof Uint8Array); // true
 * ```
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

import type { Graph, Port } from '../onnx/model.ts';
import { GraphDefWriter, nodeName, tensorShape, types } from './graph-def.ts';

/** The two files of a TF.js graph model. */
export interface GraphModelFiles {
  /** The text of `model.json`. */
  readonly json: string;
  /** The bytes of the weights file. */
  readonly weights: Uint8Array;
}

export interface GraphModelOptions {
  readonly metadata: Readonly<Record<string, string>>;
  readonly weightsFile: string;
}

/**
 * Encodes a graph of TensorFlow's operators as a TF.js graph model: its GraphDef as JSON, its constants in a second
 * file.
 */
export function encodeGraphModel(
  graph: Graph,
  { metadata, weightsFile }: GraphModelOptions,
): GraphModelFiles {
  const writer = new GraphDefWriter();
  const placeholders = graph.inputs.map(({ name, type, shape }) => ({
    name: nodeName(name),
    op: 'Placeholder',
    attr: { dtype: { type: types[type] }, shape: { shape: tensorShape(shape) } },
  }));
  const node = [...placeholders, ...writer.nodes(graph)];
  const weights = writer.constants.map(({ name, type, shape }) => {
    return { name, shape, dtype: type === 'int64' ? 'int32' : type };
  });
  const bytes = writer.constants.map(({ type, data }) => {
    const x = type === 'int64' ? Int32Array.from(data as BigInt64Array, Number) : data;
    return new Uint8Array(x.buffer, x.byteOffset, x.byteLength);
  });
  const model = {
    format: 'graph-model',
    generatedBy: '@ssvaerr/backend-onnx',
    convertedBy: '@ssvaerr/backend-onnx',
    signature: { inputs: declared(graph.inputs), outputs: declared(graph.outputs) },
    userDefinedMetadata: metadata,
    modelTopology: {
      node,
      library: { function: writer.functions },
      versions: { producer: 1882 }, // TensorFlow 2.16's
    },
    weightsManifest: [{ paths: [weightsFile], weights }],
  };
  return { json: `${JSON.stringify(model)}\n`, weights: new Uint8Array(Buffer.concat(bytes)) };
}

const declared = (ports: readonly Port[]) =>
  Object.fromEntries(
    ports.map(({ name, type, shape }) => [
      name,
      { name: `${name}:0`, dtype: types[type], tensorShape: tensorShape(shape) },
    ]),
  );

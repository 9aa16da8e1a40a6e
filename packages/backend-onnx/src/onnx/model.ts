import { Message } from './protobuf.ts';

/** Element types of `TensorProto.DataType` that this backend uses. */
export const onnxType = {
  float32: 1,
  uint8: 2,
  int32: 6,
  int64: 7,
  bool: 9,
  float64: 11,
} as const;
export type OnnxType = keyof typeof onnxType;

/** The name of an ONNX value: a graph input, a constant, or an output of a node. */
export type Name = string;

/** An attribute: whole numbers and booleans become INT(S), `{ float }` FLOAT, strings STRING, graphs GRAPH. */
export type Attribute =
  | number
  | boolean
  | readonly number[]
  | { float: number }
  | string
  | { graph: Graph };

export interface OnnxNode {
  /** For error messages and profiles. */
  readonly name: string;
  readonly type: string;
  readonly domain: string;
  readonly inputs: readonly Name[];
  readonly outputs: readonly Name[];
  readonly attributes: Readonly<Record<string, Attribute>>;
}

export interface Constant {
  readonly name: Name;
  readonly type: OnnxType;
  readonly shape: readonly number[];
  readonly data: ArrayBufferView;
}

export interface Port {
  readonly name: Name;
  readonly type: OnnxType;
  /** A size, the name of a free one, or '' for one that nothing is said of. */
  readonly shape: readonly (number | string)[];
}

export interface Graph {
  readonly nodes: readonly OnnxNode[];
  readonly constants: readonly Constant[];
  readonly inputs: readonly Port[];
  readonly outputs: readonly Port[];
}

/** Versions the backend writes; any onnxruntime of the last years reads them. */
const irVersion = 10;
const opsets = { '': 21, 'com.microsoft': 1 };

/** Properties of a model besides its graph. */
interface ModelOptions {
  /** Domains of its operators; '' is ONNX itself. Default: all domains that the backend uses. */
  readonly domains?: readonly (keyof typeof opsets)[];
  /** Free text by free keys. Default none. */
  readonly metadata?: Readonly<Record<string, string>>;
}

/** A graph as the bytes of an ONNX `ModelProto` (field numbers: onnx/onnx.proto). */
export function encodeModel(
  graph: Graph,
  { domains = ['', 'com.microsoft'], metadata = {} }: ModelOptions = {},
): Uint8Array {
  const model = new Message().int(1, irVersion).string(2, '@ssvaerr/backend-onnx');
  model.message(7, encodeGraph(graph));
  for (const domain of domains) {
    model.message(8, new Message().string(1, domain).int(2, opsets[domain]));
  }
  for (const [key, value] of Object.entries(metadata)) {
    model.message(14, new Message().string(1, key).string(2, value));
  }
  return model.finish();
}

function encodeGraph({ nodes, constants, inputs, outputs }: Graph): Message {
  const graph = new Message().string(2, 'tfjs');
  for (const node of nodes) graph.message(1, encodeNode(node));
  for (const constant of constants) graph.message(5, encodeConstant(constant));
  for (const port of inputs) graph.message(11, encodePort(port));
  for (const port of outputs) graph.message(12, encodePort(port));
  return graph;
}

function encodeNode(node: OnnxNode): Message {
  const message = new Message();
  for (const input of node.inputs) message.string(1, input);
  for (const output of node.outputs) message.string(2, output);
  message.string(3, node.name).string(4, node.type);
  for (const [name, value] of Object.entries(node.attributes)) {
    message.message(5, encodeAttribute(name, value));
  }
  if (node.domain) message.string(7, node.domain);
  return message;
}

function encodeAttribute(name: string, value: Attribute): Message {
  const message = new Message().string(1, name);
  if (typeof value === 'number' || typeof value === 'boolean') {
    return message.int(3, Number(value)).int(20, 2);
  }
  if (typeof value === 'string') return message.string(4, value).int(20, 3);
  if ('float' in value) return message.float(2, value.float).int(20, 1);
  if ('graph' in value) return message.message(6, encodeGraph(value.graph)).int(20, 5);
  for (const item of value) message.int(8, item);
  return message.int(20, 7);
}

function encodeConstant({ name, type, shape, data }: Constant): Message {
  const message = new Message();
  for (const size of shape) message.int(1, size);
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return message.int(2, onnxType[type]).string(8, name).bytes(9, bytes);
}

function encodePort({ name, type, shape }: Port): Message {
  const dimensions = new Message();
  for (const size of shape) {
    const dimension = new Message();
    if (typeof size === 'number') dimension.int(1, size);
    else if (size !== '') dimension.string(2, size);
    dimensions.message(1, dimension);
  }
  const tensor = new Message().int(1, onnxType[type]).message(2, dimensions);
  return new Message().string(1, name).message(2, new Message().message(1, tensor));
}

import type { Attribute, Constant, Graph, Name, OnnxNode, OnnxType } from '../onnx/model.ts';

// TensorFlow's GraphDef as JSON. Only what stock `tf.loadGraphModel` reads is written.
// https://github.com/tensorflow/tfjs/tree/master/tfjs-converter

interface NodeDef {
  readonly name: string;
  readonly op: string;
  readonly input?: readonly string[];
  readonly attr: Readonly<Record<string, object>>;
}

/**
 * Writes the nodes of a graph of TensorFlow's operators, and collects the functions that they call and the constants of
 * all. Three operators may be ONNX's, since they write shapes: `Expand`, `Shape` of one axis, and `Identity`, which
 * names an output.
 */
export class GraphDefWriter {
  readonly constants: Constant[] = [];
  readonly functions: object[] = [];

  nodes(graph: Graph): NodeDef[] {
    return this.#write(graph, '', new Map());
  }

  /** @param refs how values are referred to: those that a node only passes on, or is not the first output of. */
  #write(graph: Graph, scope: string, refs: Map<Name, string>): NodeDef[] {
    const named = (name: Name) => nodeName(scope + name);
    const constants = graph.constants.map((constant): NodeDef => {
      const { type, shape, data } = constant;
      const name = named(constant.name);
      refs.set(constant.name, name);
      this.constants.push({ name, type, shape, data });
      const value = { tensor: { dtype: types[type], tensorShape: tensorShape(shape) } };
      return { name, op: 'Const', attr: { dtype: { type: types[type] }, value } };
    });
    for (const { name } of graph.inputs) refs.set(name, nodeName(name));
    return [...constants, ...graph.nodes.flatMap((node) => this.#node(graph, node, named, refs))];
  }

  #node(
    graph: Graph,
    { type, inputs, outputs, attributes }: OnnxNode,
    named: (name: Name) => string,
    refs: Map<Name, string>,
  ): NodeDef[] {
    const name = named(outputs[0]!);
    outputs.forEach((output, k) => void refs.set(output, k === 0 ? name : `${name}:${k}`));
    const input = inputs.map((value) => refs.get(value)!);
    if (type === 'Shape') {
      const num = graph.inputs.find((port) => port.name === inputs[0])!.shape.length;
      refs.set(outputs[0]!, `${name}:${attributes.start}`);
      return [
        { name: `${name}/all`, op: 'Shape', input, attr: {} },
        {
          name,
          op: 'Unpack',
          input: [`${name}/all`],
          attr: { axis: { i: '0' }, num: { i: `${num}` } },
        },
      ];
    }
    const attr = Object.entries(attributes).map(([key, value]) => {
      return [key, this.#attribute(`${name}/${key}`, value)] as const;
    });
    const op = type === 'Expand' ? 'BroadcastTo' : type;
    return [{ name, op, input, attr: Object.fromEntries(attr) }];
  }

  /** Texts travel as base64, whole numbers as texts; types are texts too, but by name. */
  #attribute(at: string, value: Attribute): object {
    if (typeof value === 'boolean') return { b: value };
    if (typeof value === 'number') return { i: String(value) };
    if (typeof value === 'string') {
      return value.startsWith('DT_')
        ? { type: value }
        : { s: Buffer.from(value).toString('base64') };
    }
    if ('float' in value) return { f: value.float };
    if ('graph' in value) return { func: { name: this.#function(at, value.graph) } };
    return { list: { i: value.map(String) } };
  }

  /** Its inputs and outputs are all that it shares with the graph; an output may be an input passed on. */
  #function(name: string, graph: Graph): string {
    const refs = new Map<Name, string>();
    const nodeDef = this.#write(graph, `${name}/`, refs).filter(({ op }) => op !== 'Identity');
    const sources = graph.nodes.flatMap(({ type, inputs, outputs }) =>
      type === 'Identity' ? [[outputs[0]!, refs.get(inputs[0]!)!]] : [],
    );
    const signature = {
      name,
      inputArg: graph.inputs.map((port) => ({ name: port.name })),
      outputArg: graph.outputs.map((port) => ({ name: port.name })),
    };
    this.functions.push({ signature, nodeDef, ret: Object.fromEntries(sources) });
    return name;
  }
}

/** A name of TensorFlow's has no slash in front, and no colon, which numbers a node's outputs: `dense/kernel:0`. */
export const nodeName = (name: string) => name.replace(/^\//, './').replaceAll(':', '>');

/** Whole numbers of shapes are int32 in TF.js. */
export const types: Readonly<Partial<Record<OnnxType, string>>> = {
  float32: 'DT_FLOAT',
  int32: 'DT_INT32',
  int64: 'DT_INT32',
  bool: 'DT_BOOL',
};

/** -1 is a free size. */
export const tensorShape = (shape: readonly (number | string)[]) => ({
  dim: shape.map((size) => ({ size: typeof size === 'number' ? String(size) : '-1' })),
});

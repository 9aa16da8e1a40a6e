import type { Attribute, Constant, Graph, Name, OnnxNode, OnnxType, Port } from '../onnx/model.ts';
import { onnxType } from '../onnx/model.ts';
import { isReshape, mergeAxes, permute, type Shape, sizeOf } from './layout.ts';

const arrays = {
  float32: Float32Array,
  float64: Float64Array,
  int32: Int32Array,
  uint8: Uint8Array,
  bool: Uint8Array,
};

type Attributes = Readonly<Record<string, Attribute>>;

/**
 * An ONNX graph under construction. The same operator on the same inputs is written once, however
 * often it is asked for: kernels share transposes, windows and constants without knowing of each other.
 */
export class Builder {
  readonly #nodes: OnnxNode[] = [];
  readonly #constants: Constant[] = [];
  readonly #inputs: Port[] = [];
  readonly #outputs: Port[] = [];
  readonly #constantNames = new Map<string, Name>();
  #known = new Map<string, Name[]>();
  readonly #producers = new Map<Name, OnnxNode>();
  #names = 0;
  readonly #prefix: string;
  /** For other runtimes: nothing is written that only onnxruntime runs faster. */
  readonly portable: boolean;

  /** `prefix` keeps the names of a body apart from those of the graph around it. */
  constructor(prefix = '', { portable = false }: { readonly portable?: boolean } = {}) {
    this.#prefix = prefix;
    this.portable = portable;
  }

  /** Prefix of the names of the nodes to come: onnxruntime's errors quote them. */
  label = '';

  input(type: OnnxType, shape: Shape, name = this.#fresh('x')): Name {
    this.#inputs.push({ name, type, shape });
    return name;
  }

  /** Declares `value` as an output of the graph, under a name of its own. */
  output(value: Name, type: OnnxType, shape: Shape, name = this.#fresh('y')): Name {
    this.#nodes.push(this.#node('Identity', [value], [name], {}, ''));
    this.#outputs.push({ name, type, shape });
    return name;
  }

  /** One operator with one output. */
  op(type: string, inputs: readonly Name[], attributes: Attributes = {}, domain = ''): Name {
    return this.ops(type, inputs, 1, attributes, domain)[0]!;
  }

  /** One operator with `count` outputs. An empty input name is an absent optional input. */
  ops(
    type: string,
    inputs: readonly Name[],
    count: number,
    attributes: Attributes = {},
    domain = '',
  ): Name[] {
    const hasGraph = Object.values(attributes).some((a) => typeof a === 'object' && 'graph' in a);
    const id = hasGraph ? undefined : key(type, inputs, count, attributes, domain);
    let outputs = id === undefined ? undefined : this.#known.get(id);
    if (!outputs) {
      outputs = Array.from({ length: count }, () => this.#fresh('t'));
      const node = this.#node(type, inputs, outputs, attributes, domain);
      this.#nodes.push(node);
      for (const output of outputs) this.#producers.set(output, node);
      if (id !== undefined) this.#known.set(id, outputs);
    }
    return outputs;
  }

  /**
   * Writes again what may already be written, so that it is computed a second time instead of being kept.
   */
  again<T>(write: () => T): T {
    const known = this.#known;
    this.#known = new Map();
    try {
      return write();
    } finally {
      this.#known = known;
    }
  }

  /** One operator with one output, if it is written already. */
  find(type: string, inputs: readonly Name[]): Name | undefined {
    return this.#known.get(key(type, inputs, 1))?.[0];
  }

  /** The operator that gives `x`; none gives an input or a constant. */
  producer(x: Name): Pick<OnnxNode, 'type' | 'inputs'> | undefined {
    return this.#producers.get(x);
  }

  constant(type: OnnxType, shape: Shape, data: ArrayBufferView): Name {
    const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString('latin1');
    const key = `${type}[${shape}]${bytes}`;
    let name = this.#constantNames.get(key);
    if (name === undefined) {
      name = this.#fresh('c');
      this.#constants.push({ name, type, shape, data });
      this.#constantNames.set(key, name);
    }
    return name;
  }

  /** A constant under a name of its own, such as a weight. */
  initializer(name: Name, type: OnnxType, shape: Shape, data: ArrayBufferView): Name {
    this.#constants.push({ name, type, shape, data });
    return name;
  }

  /** A 1-D int64 constant: axes, sizes, shapes. */
  ints(values: readonly number[]): Name {
    return this.constant('int64', [values.length], BigInt64Array.from(values, BigInt));
  }

  scalar(value: number, type: OnnxType = 'float32'): Name {
    if (type === 'int64') return this.constant(type, [], BigInt64Array.of(BigInt(value)));
    return this.constant(type, [], arrays[type].of(value));
  }

  floats(values: ArrayLike<number>, shape: Shape = [values.length]): Name {
    return this.constant('float32', shape, Float32Array.from(values));
  }

  reshape(x: Name, shape: Shape): Name {
    return this.op('Reshape', [x, this.ints(shape)], { allowzero: 1 });
  }

  /** `shape` is that of `x`: a permutation that moves no number is a reshape. */
  transpose(x: Name, shape: Shape, permutation: readonly number[]): Name {
    const permuted = permute(shape, permutation);
    if (isReshape(shape, permutation)) {
      return permuted.every((size, i) => size === shape[i]) ? x : this.reshape(x, permuted);
    }
    // Axes that stay together move as one: onnxruntime is several times faster at fewer axes.
    const groups = mergeAxes(shape, permutation);
    if (groups.shape.length === shape.length)
      return this.op('Transpose', [x], { perm: permutation });
    // Its optimizer, of which this part cannot be switched off, would undo that if it could see the shape.
    const sizes = this.ints(groups.shape);
    const hidden = this.portable ? sizes : this.op('Identity', [sizes]);
    const joined = this.op('Reshape', [x, hidden], { allowzero: 1 });
    return this.reshape(this.op('Transpose', [joined], { perm: groups.permutation }), permuted);
  }

  cast(x: Name, type: OnnxType): Name {
    return this.op('Cast', [x], { to: onnxType[type] });
  }

  expand(x: Name, shape: Shape): Name {
    return this.op('Expand', [x, this.ints(shape)]);
  }

  slice(
    x: Name,
    starts: readonly number[],
    ends: readonly number[],
    axes: readonly number[],
    steps: readonly number[] = axes.map(() => 1),
  ): Name {
    return this.op('Slice', [x, ...[starts, ends, axes, steps].map((list) => this.ints(list))]);
  }

  concat(parts: readonly Name[], axis: number): Name {
    return parts.length === 1 ? parts[0]! : this.op('Concat', parts, { axis });
  }

  split(x: Name, sizes: readonly number[], axis: number): Name[] {
    return sizes.length === 1
      ? [x]
      : this.ops('Split', [x, this.ints(sizes)], sizes.length, { axis });
  }

  /** A reduction; no axes reduces nothing. */
  reduce(type: string, x: Name, axes: readonly number[], keepDims = false): Name {
    if (axes.length === 0) return x;
    return this.op(type, [x, this.ints(axes)], { keepdims: keepDims ? 1 : 0 });
  }

  zeros(type: OnnxType, shape: Shape): Name {
    const zero = this.scalar(0, type);
    return sizeOf(shape) === 1 && shape.length === 0 ? zero : this.expand(zero, shape);
  }

  /** Returns the graph with only the nodes that the outputs need. */
  finish(): Graph {
    const needed = new Set(this.#outputs.map(({ name }) => name));
    const nodes: OnnxNode[] = [];
    for (const node of this.#nodes.toReversed()) {
      if (!node.outputs.some((name) => needed.has(name))) continue;
      nodes.push(trimmed(node, needed));
      for (const name of node.inputs) needed.add(name);
      for (const attribute of Object.values(node.attributes)) {
        if (typeof attribute !== 'object' || !('graph' in attribute)) continue;
        // A body may use any value of the graph around it.
        for (const inner of attribute.graph.nodes)
          for (const name of inner.inputs) needed.add(name);
        for (const { name } of attribute.graph.outputs) needed.add(name);
      }
    }
    return {
      nodes: nodes.reverse(),
      constants: this.#constants.filter(({ name }) => needed.has(name)),
      inputs: this.#inputs,
      outputs: this.#outputs,
    };
  }

  #node(
    type: string,
    inputs: readonly Name[],
    outputs: readonly Name[],
    attributes: Attributes,
    domain: string,
  ): OnnxNode {
    return { name: `${this.label}/${outputs[0]}`, type, domain, inputs, outputs, attributes };
  }

  #fresh(prefix: string): Name {
    return `${this.#prefix}${prefix}${this.#names++}`;
  }
}

/** The same for operators that compute the same. */
const key = (
  type: string,
  inputs: readonly Name[],
  count: number,
  attributes: Attributes = {},
  domain = '',
): string => `${domain}.${type}(${inputs}):${count}${JSON.stringify(attributes)}`;

/** MaxPool finds out where its maxima are only if it is asked: several times slower. */
function trimmed(node: OnnxNode, needed: ReadonlySet<Name>): OnnxNode {
  if (node.type !== 'MaxPool' || needed.has(node.outputs[1]!)) return node;
  return { ...node, outputs: node.outputs.slice(0, 1) };
}

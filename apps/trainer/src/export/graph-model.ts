// TF.js's graph model: a GraphDef as JSON, with its constants in a file of their own. Only what stock
// `tf.loadGraphModel` reads is written.
// https://github.com/tensorflow/tfjs/tree/master/tfjs-converter

/** The name of a value: of a node's first output, or `node:2`. */
export type Ref = string;

type Attribute = string | boolean | number | readonly number[] | { readonly function: string };

interface Node {
  readonly name: string;
  readonly op: string;
  readonly input: readonly Ref[];
  readonly attr: Readonly<Record<string, object>>;
}

/** Nodes of a graph, or of the body of a function. */
export class Nodes {
  readonly nodes: Node[] = [];
  readonly #names = new Set<string>();

  /** Adds a node under `name`, or under its operator's with a number. */
  op(
    op: string,
    input: readonly Ref[],
    attr: Readonly<Record<string, Attribute>> = {},
    name = this.#free(op),
  ): Ref {
    return this.add({
      name,
      op,
      input,
      attr: Object.fromEntries(Object.entries(attr).map(([key, value]) => [key, encoded(value)])),
    });
  }

  protected add(node: Node): Ref {
    if (this.#names.has(node.name)) throw new Error(`two nodes are named ${node.name}`);
    this.#names.add(node.name);
    this.nodes.push(node);
    return node.name;
  }

  protected has(name: string): boolean {
    return this.#names.has(name);
  }

  #free(op: string): string {
    let name = op;
    for (let i = 1; this.#names.has(name); i++) name = `${op}_${i}`;
    return name;
  }
}

/** The body of a function. */
export class Body extends Nodes {
  readonly #model: GraphModel;

  constructor(model: GraphModel) {
    super();
    this.#model = model;
  }

  /** As {@link GraphModel.ints}: functions find constants by their names among those of the model. */
  ints(values: readonly number[] | number): Ref {
    const name = this.#model.ints(values);
    if (!this.has(name)) this.add(this.#model.nodes.find((node) => node.name === name)!);
    return name;
  }
}

/** A whole model while it is written. */
export class GraphModel extends Nodes {
  readonly #weights: {
    name: string;
    shape: readonly number[];
    values: Float32Array | Int32Array;
  }[] = [];
  readonly #functions: object[] = [];
  readonly #inputs: Record<string, object> = {};
  readonly #outputs: Record<string, object> = {};

  /** -1 is a free size. */
  input(name: string, shape: readonly number[]): Ref {
    const attr = { dtype: { type: 'DT_FLOAT' }, shape: { shape: tensorShape(shape) } };
    this.#inputs[name] = { name: `${name}:0`, dtype: 'DT_FLOAT', tensorShape: tensorShape(shape) };
    return this.add({ name, op: 'Placeholder', input: [], attr });
  }

  /** Declares the node `name` as an output. */
  output(name: Ref, shape: readonly number[]): void {
    this.#outputs[name] = { name: `${name}:0`, dtype: 'DT_FLOAT', tensorShape: tensorShape(shape) };
  }

  constant(name: string, shape: readonly number[], values: Float32Array | Int32Array): Ref {
    const dtype = values instanceof Int32Array ? 'DT_INT32' : 'DT_FLOAT';
    this.#weights.push({ name, shape, values });
    const value = { tensor: { dtype, tensorShape: tensorShape(shape) } };
    return this.add({ name, op: 'Const', input: [], attr: { dtype: { type: dtype }, value } });
  }

  /** A list of integers, or one: axes, shapes, bounds. Written once. */
  ints(values: readonly number[] | number): Ref {
    const list = typeof values === 'number' ? [values] : values;
    const name = `${typeof values === 'number' ? 'int' : 'ints'}/${list.join('_')}`;
    if (this.has(name)) return name;
    const shape = typeof values === 'number' ? [] : [list.length];
    return this.constant(name, shape, Int32Array.from(list));
  }

  /** One number, under a name that tells it from others. Written once. */
  scalar(name: string, value: number): Ref {
    return this.has(name) ? name : this.constant(name, [], Float32Array.of(value));
  }

  /** The same margin at both ends of each axis. */
  pad(x: Ref, margins: readonly number[], value: Ref): Ref {
    const name = `paddings/${margins.join('_')}`;
    const both = Int32Array.from(margins.flatMap((margin) => [margin, margin]));
    const paddings = this.has(name) ? name : this.constant(name, [margins.length, 2], both);
    return this.op('PadV2', [x, paddings, value]);
  }

  /** `from` to `to` of one axis of `rank`, whole of the others; without `to`, to its end. */
  slice(x: Ref, rank: number, axis: number, from: number, to?: number): Ref {
    const none: number[] = Array(rank).fill(0);
    const bounds = [none.with(axis, from), none.with(axis, to ?? 0), none.map(() => 1)];
    const whole = 2 ** rank - 1;
    return this.op('StridedSlice', [x, ...bounds.map((list) => this.ints(list))], {
      end_mask: to === undefined ? whole : whole - 2 ** axis,
    });
  }

  /** A function, for loops: its arguments and results are all the values that it sees. */
  function(
    name: string,
    args: Readonly<Record<string, 'DT_FLOAT' | 'DT_INT32' | 'DT_VARIANT' | 'DT_BOOL'>>,
    write: (body: Body) => Readonly<Record<string, Ref>>,
    results: Readonly<Record<string, string>> = args,
  ): void {
    const body = new Body(this);
    const ret = write(body);
    const declared = (of: Readonly<Record<string, string>>) =>
      Object.entries(of).map(([name, type]) => ({ name, type }));
    const signature = { name, inputArg: declared(args), outputArg: declared(results) };
    this.#functions.push({ signature, nodeDef: body.nodes, ret });
  }

  /** The text of `model.json`, and the bytes of the file of weights that it names. */
  finish(
    weightsFile: string,
    metadata: Readonly<Record<string, string>>,
  ): { json: string; weights: Uint8Array } {
    const manifest = this.#weights.map(({ name, shape, values }) => ({
      name,
      shape,
      dtype: values instanceof Int32Array ? 'int32' : 'float32',
    }));
    const model = {
      format: 'graph-model',
      generatedBy: '@ssvaerr/trainer',
      convertedBy: '@ssvaerr/trainer',
      signature: { inputs: this.#inputs, outputs: this.#outputs },
      userDefinedMetadata: metadata,
      modelTopology: {
        node: this.nodes,
        library: { function: this.#functions },
        versions: { producer: 1882 }, // TensorFlow 2.16's
      },
      weightsManifest: [{ paths: [weightsFile], weights: manifest }],
    };
    const bytes = this.#weights.map(
      ({ values }) => new Uint8Array(values.buffer, values.byteOffset, values.byteLength),
    );
    return { json: `${JSON.stringify(model)}\n`, weights: new Uint8Array(Buffer.concat(bytes)) };
  }
}

const tensorShape = (shape: readonly number[]) => ({
  dim: shape.map((size) => ({ size: String(size) })),
});

/** Texts travel as base64, whole numbers as texts; types are texts too, but by name. */
function encoded(value: Attribute): object {
  if (typeof value === 'boolean') return { b: value };
  if (typeof value === 'number') return { i: String(value) };
  if (typeof value === 'string') {
    return value.startsWith('DT_') ? { type: value } : { s: Buffer.from(value).toString('base64') };
  }
  if ('function' in value) return { func: { name: value.function } };
  return { list: { i: value.map(String) } };
}

import type { RecordedKernel } from './kernel.ts';
import type { Layout, Shape } from './layout.ts';
import type { NativeTensor } from './session.ts';

/** The TF.js types that graphs compute with; strings and complex numbers stay outside. */
export type DType = 'float32' | 'int32' | 'bool';

export type Numbers = Float32Array | Int32Array | Uint8Array;

/** The contents of a tensor: computed already (`data`), or to be computed by `node`. */
export class Value {
  readonly shape: Shape;
  readonly dtype: DType;
  /** What will compute it, and which of its outputs it is; null once computed. */
  node: LazyNode | null;
  readonly output: number;
  /** In TF.js's own order of axes. */
  data: Numbers | null = null;
  /** `data` as onnxruntime takes it, made once. */
  native: NativeTensor | null = null;

  constructor(shape: Shape, dtype: DType, node: LazyNode | null = null, output = 0) {
    this.shape = shape;
    this.dtype = dtype;
    this.node = node;
    this.output = output;
  }
}

/** A recorded kernel call: what, on what, and nothing about how. */
export interface LazyNode {
  /** Grows with time: sorting by it is a topological order. */
  readonly id: number;
  readonly kernel: RecordedKernel;
  readonly attrs: object;
  readonly inputs: readonly Value[];
  readonly outputs: Value[];
  /** Where it was recorded, with `debug`. */
  readonly stack: string | undefined;
}

/** Pending nodes in order, the computed values they start from, and the values asked for. */
export interface LazyGraph {
  readonly nodes: readonly LazyNode[];
  readonly leaves: readonly Value[];
  readonly targets: readonly Value[];
  /** Two graphs with the same key differ in the leaves' numbers only. */
  readonly key: string;
}

/** Everything that `targets` depend on and that is not computed yet. */
export function collect(targets: readonly Value[]): LazyGraph {
  const found = new Set<LazyNode>();
  const open = targets.map(({ node }) => node);
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (node === null || found.has(node)) continue;
    found.add(node);
    for (const input of node.inputs) open.push(input.node);
  }
  const nodes = [...found].sort((a, b) => a.id - b.id);

  const leaves: Value[] = [];
  const numbers = new Map<Value, number>();
  const key: (string | number)[] = [];
  for (const { kernel, attrs, inputs, outputs } of nodes) {
    key.push(kernel.name, attributesKey(attrs));
    for (const input of inputs) {
      if (!numbers.has(input)) {
        numbers.set(input, numbers.size);
        leaves.push(input);
        key.push(`${input.dtype}[${input.shape}]`);
      }
      key.push(numbers.get(input)!);
    }
    for (const output of outputs) {
      numbers.set(output, numbers.size);
      key.push(`${output.dtype}[${output.shape}]`);
    }
  }
  key.push('>');
  for (const target of targets) key.push(numbers.get(target)!);
  return { nodes, leaves, targets, key: key.join('|') };
}

const keys = new WeakMap<object, string>();

/** JSON, but NaN, the infinities and -0 stay what they are. */
function attributesKey(attrs: object): string {
  let key = keys.get(attrs);
  if (key === undefined) {
    key = JSON.stringify(attrs, (_, value) =>
      typeof value === 'number' && (!Number.isFinite(value) || Object.is(value, -0))
        ? `${Object.is(value, -0) ? '-0' : value}`
        : value,
    );
    keys.set(attrs, key);
  }
  return key;
}

/** How one node is to be computed: the layouts it reads and writes, and the form of its maths. */
export interface NodePlan {
  readonly inputs: readonly Layout[];
  readonly outputs: readonly Layout[];
  readonly form?: string;
}

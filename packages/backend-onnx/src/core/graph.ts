import type { LazyNode, Value } from './kernel.ts';

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

/** JSON, but NaN, the infinities and -0 stay what they are. */
function attributesKey(attrs: object): string {
  return JSON.stringify(attrs, (_, value) => {
    const isOdd = typeof value === 'number' && (!Number.isFinite(value) || Object.is(value, -0));
    if (!isOdd) return value;
    return Object.is(value, -0) ? '-0' : String(value);
  });
}

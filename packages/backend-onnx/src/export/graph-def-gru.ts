import { Builder } from '../core/builder.ts';
import type { LazyNode, RecordedKernel, Value } from '../core/kernel.ts';
import type { Graph, Name } from '../onnx/model.ts';

/** The attributes of a `SsvaerrGru` that stands for several: for each whether it goes backwards. */
interface TogetherAttrs {
  readonly reverse: readonly boolean[];
}

/**
 * Neighboring GRUs that read the same input as one: both directions of a layer take one loop, whose steps
 * cost an engine in a browser far more than their sums.
 */
export function joinGrus(nodes: readonly LazyNode[]): LazyNode[] {
  const joined: LazyNode[] = [];
  for (const node of nodes) {
    const last = joined.at(-1);
    const isBehind = last?.kernel.name !== 'SsvaerrGru' || reads(node, last);
    if (node.kernel.name === 'Reshape' && !isBehind) {
      // Each reader of a tensor under another shape has a view of its own.
      joined.splice(-1, 0, node);
    } else if (node.kernel.name === 'SsvaerrGru') {
      const fits = !isBehind && source(node) === source(last) && sameShapes(node, last);
      const before = fits ? (joined.pop()!.attrs as TogetherAttrs).reverse : [];
      joined.push({
        ...node,
        attrs: { reverse: [...before, (node.attrs as { reverse: boolean }).reverse] },
        inputs: fits ? [...last.inputs, ...node.inputs.slice(1)] : node.inputs,
        outputs: fits ? [...last.outputs, ...node.outputs] : node.outputs,
      });
    } else {
      joined.push(node);
    }
  }
  return joined;
}

const reads = (node: LazyNode, other: LazyNode) =>
  node.inputs.some((value) => other.outputs.includes(value));

/** The value that a GRU's input is a view of. */
function source({ inputs: [x] }: LazyNode): Value {
  return x!.node?.kernel.name === 'Reshape' ? x!.node.inputs[0]! : x!;
}

const sameShapes = (a: LazyNode, b: LazyNode) =>
  a.inputs.every(({ shape }, k) => shape.join() === b.inputs[k]!.shape.join());

/**
 * GRUs over one input `[batch, time, input]`, as TF.js walks through sequences of any length: their shares of the
 * gates that come from the input at once, those of a backward one in reversed order; then one loop through all.
 */
export const writeGru: RecordedKernel['emit'] = (g, n) => {
  const { reverse } = n.attrs as TogetherAttrs;
  const [batch, time, input] = n.shape(0) as [number, number, number];
  const hidden = n.outShape()[2]!;
  const count = reverse.length;
  const [x, ...weights] = n.all() as [Name, ...Name[]];
  const all = (k: number) => reverse.map((_, i) => weights[4 * i + k]!);
  const pack = (parts: Name[]) => g.op('Pack', parts, { axis: 0, N: count });
  const turned = (states: Name, i: number) =>
    reverse[i] ? g.op('ReverseV2', [states, g.ints([1])]) : states;

  const rows = g.op('Reshape', [x, g.ints([batch * time, input])]);
  const biases = all(2);
  const shares = all(0).map((weight, i) => {
    const gates = g.op('AddV2', [g.op('MatMul', [rows, weight]), biases[i]!]);
    return turned(g.op('Reshape', [gates, g.ints([batch, time, 3 * hidden])]), i);
  });
  const steps = g.op('Transpose', [pack(shares), g.ints([2, 0, 1, 3])]);
  const length = g.op('Squeeze', [g.ints([time])]);
  const shape = g.ints([count, -1, hidden]);
  // Each loop fills a list of its own.
  const states = g.again(() => g.op('TensorListReserve', [shape, length], float));
  const loop = g.ops(
    'StatelessWhile',
    [
      g.scalar(0, 'int32'),
      length,
      g.op('TensorListFromTensor', [steps, g.ints([count, -1, 3 * hidden])], float),
      states,
      g.expand(g.scalar(0), [count, batch, hidden]),
      pack(all(1)),
      g.op('Reshape', [pack(all(3)), g.ints([count, 1, 3 * hidden])]),
    ],
    loopValues.length,
    { cond: { graph: frameIsLeft() }, body: { graph: oneFrame(count, hidden) } },
  );
  const filled = g.op('TensorListStack', [loop[3]!, shape], float);
  const layers = g.op('Transpose', [filled, g.ints([1, 2, 0, 3])]);
  return g.ops('Unpack', [layers], count, { axis: 0, num: count }).map(turned);
};

const float = { element_dtype: 'DT_FLOAT' };

/** Loop variables. */
const loopValues = ['i', 'length', 'steps', 'states', 'state', 'weight', 'bias'] as const;

/** A function of the loop's values; TF.js looks at neither types nor shapes of a function. */
function loopFunction(
  write: (g: Builder, values: Record<(typeof loopValues)[number], Name>) => Record<string, Name>,
): Graph {
  const g = new Builder();
  for (const name of loopValues) g.input('float32', [], name);
  const values = Object.fromEntries(loopValues.map((name) => [name, name]));
  const results = write(g, values as Record<(typeof loopValues)[number], Name>);
  for (const [name, value] of Object.entries(results))
    g.output(value, 'float32', [], `${name}_out`);
  return g.finish();
}

const frameIsLeft = () => loopFunction((g, { i, length }) => ({ more: g.op('Less', [i, length]) }));

const oneFrame = (count: number, hidden: number) =>
  loopFunction((g, loop) => {
    const { i, steps, states, state, weight, bias } = loop;
    const thirds = (x: Name) =>
      g.ops('Split', [g.scalar(2, 'int32'), x], 3, { num_split: 3 }) as [Name, Name, Name];
    const gate = (a: Name, b: Name) => g.op('Sigmoid', [g.op('AddV2', [a, b])]);
    const item = g.op('TensorListGetItem', [steps, i, g.ints([count, -1, 3 * hidden])], float);
    const product = g.op('BatchMatMulV2', [state, weight]);
    const [inputReset, inputUpdate, inputNew] = thirds(item);
    const [stateReset, stateUpdate, stateNew] = thirds(g.op('AddV2', [product, bias]));
    const update = gate(inputUpdate, stateUpdate);
    const remembered = g.op('Mul', [gate(inputReset, stateReset), stateNew]);
    const candidate = g.op('Tanh', [g.op('AddV2', [inputNew, remembered])]);
    // (1 - z) * n + z * h
    const moved = g.op('Mul', [update, g.op('Sub', [state, candidate])]);
    const next = g.op('AddV2', [candidate, moved]);
    return {
      ...loop,
      i: g.op('AddV2', [i, g.scalar(1, 'int32')]),
      states: g.op('TensorListSetItem', [states, i, next], float),
      state: next,
    };
  });

import { describe, expect, it } from 'vitest';
import { Builder } from '../core/builder.ts';
import { NodeEmission } from '../core/emission.ts';
import { type LazyNode, type RecordedKernel, Value } from '../core/kernel.ts';
import { plain } from '../core/layout.ts';
import { reductions } from './reduce.ts';

const square: RecordedKernel = { name: 'Square', record: () => undefined, emit: () => '' };
const sum = reductions.find(({ name }) => name === 'Sum')!;

/** The operators that a sum of squares over the last two axes becomes. */
function operators(shape: number[], portable: boolean): string[] {
  const x = new Value(shape, 'float32');
  const make = (kernel: RecordedKernel, input: Value, attrs: object, output: number[]) => {
    const node: LazyNode = {
      id: 0,
      kernel,
      attrs,
      inputs: [input],
      outputs: [],
      stack: undefined,
    };
    node.outputs.push(new Value(output, 'float32', node));
    return node;
  };
  const squares = make(square, x, {}, shape);
  const total = make(sum, squares.outputs[0]!, { axes: [1, 2], keepDims: false }, [shape[0]!]);

  const g = new Builder('', { portable });
  const name = g.input('float32', shape);
  const layout = plain(3);
  const written = new Map([
    [x, { name, layout }],
    [squares.outputs[0]!, { name: g.op('Mul', [name, name]), layout }],
  ]);
  const plan = { inputs: [layout], outputs: [plain(1)] };
  const y = sum.emit(g, new NodeEmission(g, total, plan, written)) as string;
  g.output(y, 'float32', [shape[0]!]);
  return g.finish().nodes.map(({ type }) => type);
}

describe('a sum of squares', () => {
  it('does not write down squares that are many', () => {
    expect(operators([256, 16, 16], false)).not.toContain('Mul');
    expect(operators([128, 48, 48], false)).not.toContain('Mul');
  });

  it('writes down those that are few, and for other runtimes', () => {
    expect(operators([255, 16, 16], false)).toContain('Mul');
    expect(operators([256, 1, 127], false)).toContain('Mul');
    expect(operators([256, 1, 331], false)).toContain('Mul'); // a prime
    expect(operators([256, 16, 16], true)).toContain('Mul');
  });
});

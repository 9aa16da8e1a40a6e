import { describe, expect, it } from 'vitest';
import { type LazyNode, type RecordedKernel, Value } from './kernel.ts';
import { plain } from './layout.ts';
import { plan, planElementwise, planUnary } from './plan.ts';

const kernel: RecordedKernel = { name: 'Any', record: () => undefined, emit: () => '' };

function makeNode(
  shapes: number[][],
  output: number[],
  overrides: Partial<RecordedKernel> = {},
): LazyNode {
  const inputs = shapes.map((shape) => new Value(shape, 'float32'));
  const own = { ...kernel, ...overrides };
  const node: LazyNode = { id: 0, kernel: own, attrs: {}, inputs, outputs: [], stack: undefined };
  node.outputs.push(new Value(output, 'float32', node));
  return node;
}

const rows = [1, 2, 0, 3];
const channels = [0, 3, 1, 2];

describe('planElementwise', () => {
  const image = [2, 4, 5, 3];

  it('lies as the largest input of its rank that is not plain; shorter ones stay plain', () => {
    const node = makeNode([[1, 1, 1, 3], image, [3]], image);
    const chosen = planElementwise(node, [channels, rows, plain(1)]);
    expect(chosen).toEqual({ inputs: [rows, rows, [0]], outputs: [rows] });
  });

  it('takes the first of equals, and nothing from plain ones', () => {
    const node = makeNode([image, image, image], image);
    const chosen = planElementwise(node, [plain(4), channels, rows]);
    expect(chosen).toEqual({ inputs: [channels, channels, channels], outputs: [channels] });
    expect(planElementwise(node, [plain(4), plain(4), plain(4)]).outputs).toEqual([plain(4)]);
  });
});

describe('plan', () => {
  it('hands each layout on to whoever reads it', () => {
    const first = makeNode([[2, 4, 5, 3]], [2, 4, 5, 3], {
      plan: () => ({ inputs: [rows], outputs: [rows], form: 'special' }),
    });
    const second = {
      ...makeNode([], [2, 4, 5, 3], { plan: planUnary }),
      inputs: [first.outputs[0]!],
    };
    const third = { ...makeNode([], [2, 4, 5, 3]), inputs: [second.outputs[0]!] };
    const nodes = [first, second, third];
    const plans = plan({ nodes, leaves: [...first.inputs], targets: [], key: '' });
    expect(plans).toEqual([
      { inputs: [rows], outputs: [rows], form: 'special' },
      { inputs: [rows], outputs: [rows] },
      { inputs: [plain(4)], outputs: [plain(4)] },
    ]);
  });
});

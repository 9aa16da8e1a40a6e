import { describe, expect, it } from 'vitest';
import { Builder } from './builder.ts';
import { NodeEmission } from './emission.ts';
import { type LazyNode, type RecordedKernel, Value } from './kernel.ts';
import { type Layout, plain } from './layout.ts';

const kernel: RecordedKernel = { name: 'Any', record: () => undefined, emit: () => '' };

/** The shapes that `operand` reshapes to and the permutations it applies, on the way to an output. */
function operandSteps(shape: number[], output: number[], layout: Layout) {
  const input = new Value(shape, 'float32');
  const node: LazyNode = {
    id: 0,
    kernel,
    attrs: {},
    inputs: [input],
    outputs: [],
    stack: undefined,
  };
  node.outputs.push(new Value(output, 'float32', node));
  const g = new Builder();
  const written = new Map([
    [input, { name: g.input('float32', shape), layout: plain(shape.length) }],
  ]);
  const plan = { inputs: [plain(shape.length)], outputs: [layout] };
  g.output(new NodeEmission(g, node, plan, written).operand(0), 'float32', shape);
  const { nodes, constants } = g.finish();
  return nodes.slice(0, -1).map(({ type, inputs, attributes }) => {
    const shape = type === 'Identity' ? inputs[0] : inputs[1];
    const constant = constants.find(({ name }) => name === shape);
    return [type, constant ? [...(constant.data as BigInt64Array)].map(Number) : attributes.perm];
  });
}

describe('operand', () => {
  const rows = [1, 2, 0, 3];

  it('broadcasts by itself where the output lies as TF.js has it', () => {
    expect(operandSteps([3], [2, 4, 5, 3], plain(4))).toEqual([]);
    expect(operandSteps([], [2, 4, 5, 3], rows)).toEqual([]);
  });

  it('gets ones in front and follows another layout', () => {
    expect(operandSteps([3], [2, 4, 5, 3], rows)).toEqual([['Reshape', [1, 1, 1, 3]]]);
    expect(operandSteps([4, 5, 3], [2, 4, 5, 3], [0, 3, 1, 2])).toEqual([
      ['Reshape', [1, 4, 5, 3]],
      ['Identity', [20, 3]],
      ['Reshape', undefined],
      ['Transpose', [1, 0]],
      ['Reshape', [1, 3, 4, 5]],
    ]);
  });

  it("gets the output's rank where the last axis there is 1", () => {
    expect(operandSteps([], [2, 5, 1], plain(3))).toEqual([['Reshape', [1, 1, 1]]]);
    expect(operandSteps([1], [2, 5, 1], plain(3))).toEqual([['Reshape', [1, 1, 1]]]);
    expect(operandSteps([5, 1], [2, 5, 1], plain(3))).toEqual([['Reshape', [1, 5, 1]]]);
    expect(operandSteps([], [1, 4, 5, 3], [3, 1, 2, 0])).toEqual([['Reshape', [1, 1, 1, 1]]]);
    expect(operandSteps([2, 5, 1], [2, 5, 1], plain(3))).toEqual([]);
  });
});

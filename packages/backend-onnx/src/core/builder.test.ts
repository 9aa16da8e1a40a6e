import { describe, expect, it } from 'vitest';
import { Builder } from './builder.ts';

function start() {
  const g = new Builder();
  const x = g.input('float32', [2]);
  const double = () => g.op('Mul', [x, g.scalar(2)]);
  const written = (y: string) => {
    g.output(y, 'float32', [2]);
    return g.finish();
  };
  return { g, x, double, written };
}

describe('Builder', () => {
  it('writes the same operator once', () => {
    const { g, double, written } = start();
    const y = double();
    expect(double()).toBe(y);
    expect(written(g.op('Add', [y, double()])).nodes.map(({ type }) => type)).toEqual([
      'Mul',
      'Add',
      'Identity',
    ]);
  });

  it('writes it a second time, from the same constants, when it is wanted again', () => {
    const { g, double, written } = start();
    const y = double();
    const z = g.again(double);
    expect(z).not.toBe(y);
    expect(double()).toBe(y);
    const { nodes, constants } = written(g.op('Add', [y, z]));
    expect(nodes.map(({ type }) => type)).toEqual(['Mul', 'Mul', 'Add', 'Identity']);
    expect(constants).toHaveLength(1);
  });

  it('finds what is written already, and writes nothing to find it', () => {
    const { g, x, written } = start();
    expect(g.find('Relu', [x])).toBeUndefined();
    const y = g.op('Relu', [x]);
    expect(g.find('Relu', [x])).toBe(y);
    expect(g.find('Relu', [y])).toBeUndefined();
    expect(written(y).nodes).toHaveLength(2);
  });
});

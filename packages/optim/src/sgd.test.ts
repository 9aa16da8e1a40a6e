import { sixtyFourths, sixtyFourthsArray } from '@ssvaerr/testing';
import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SGD } from './sgd.ts';

function run(optimizer: SGD, start: number, gradients: number[]): number[] {
  return tf.tidy(() => {
    const p = tf.variable(tf.scalar(start), true, 'p');
    const ends = gradients.map((g) => {
      optimizer.applyGradients({ p: tf.scalar(g) });
      return p.dataSync()[0]!;
    });
    p.dispose();
    optimizer.dispose();
    return ends;
  });
}

describe('SGD', () => {
  it('by hand: p = 1, g = 2 then 1, lr = 0.5, momentum 0.5, wd = 0.25', () => {
    // m = 2 + 0.25 = 2.25, p = -0.125; m = 1.125 + 1 - 0.03125 = 2.09375, p = -1.171875.
    const optimizer = new SGD({ learningRate: 0.5, momentum: 0.5, weightDecay: 0.25 });
    expect(run(optimizer, 1, [2, 1])).toEqual([-0.125, -1.171875]);
  });

  it('without momentum is p - lr g', () => {
    fc.assert(
      fc.property(sixtyFourths(), sixtyFourthsArray({ length: 3 }), (start, gradients) => {
        const ends = run(new SGD({ learningRate: 0.5, momentum: 0 }), start, gradients);
        const sums = gradients.map((_, i) => gradients.slice(0, i + 1).reduce((a, b) => a + b));
        expect(ends).toEqual(sums.map((sum) => start - sum / 2));
      }),
    );
  });

  it('with a constant gradient speeds up to lr g / (1 - momentum)', () => {
    const ends = run(new SGD({ learningRate: 1, momentum: 0.5 }), 0, Array(20).fill(1));
    expect(ends.slice(0, 3)).toEqual([-1, -2.5, -4.25]);
    expect(ends[18]! - ends[19]!).toBeAllclose(2, { atol: 1e-5 });
  });

  it('has momentum 0.9 and no decay by default', () => {
    expect(new SGD({ learningRate: 1 }).getConfig()).toEqual({
      learningRate: 1,
      weightDecay: 0,
      exclude: 'nothing',
      momentum: 0.9,
    });
  });

  it('refuses an invalid momentum', () => {
    for (const momentum of [-0.1, 1, Number.NaN]) {
      expect(() => new SGD({ learningRate: 1, momentum })).toThrow(
        `SGD: 'momentum' must be in [0, 1), got ${momentum}.`,
      );
    }
  });
});

import { sixtyFourthsArray } from '@ssvaerr/testing';
import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { dropout, keepAll } from './_dropout.ts';

beforeEach(() => tf.engine().startScope());
afterEach(() => tf.engine().endScope());

describe('dropout', () => {
  it('drops at its rate and divides the rest, so that the mean is unchanged', () => {
    const n = 20_000;
    const y = [...dropout(0.2, 1)(tf.ones([n]), 'here').dataSync()];
    expect(new Set(y)).toEqual(new Set([0, 1.25]));
    // 5 standard deviations of a share of n draws
    const spread = 5 * Math.sqrt((0.2 * 0.8) / n);
    expect(Math.abs(y.filter((v) => v === 0).length / n - 0.2)).toBeLessThan(spread);
  });

  it('is the same for the same seed and place, and other draws elsewhere', () => {
    const x = tf.ones([50]);
    const draw = (seed: number, place: string) => [...dropout(0.5, seed)(x, place).dataSync()];
    expect(draw(1, 'a')).toEqual(draw(1, 'a'));
    expect(draw(1, 'a')).not.toEqual(draw(2, 'a'));
    expect(draw(1, 'a')).not.toEqual(draw(1, 'b'));
  });

  it('scales or drops each number, and at rate 0 leaves all', () => {
    fc.assert(
      fc.property(sixtyFourthsArray({ length: 12 }), fc.maxSafeInteger(), (values, seed) =>
        tf.tidy(() => {
          const x = tf.tensor2d(values, [3, 4]);
          const y = dropout(0.5, seed)(x, 'here');
          expect(y.shape).toEqual([3, 4]);
          y.dataSync().forEach((v, i) => {
            expect([0, 2 * values[i]!].some((allowed) => allowed === v)).toBe(true);
          });
        }),
      ),
    );
    expect(dropout(0, 1)).toBe(keepAll);
  });
});

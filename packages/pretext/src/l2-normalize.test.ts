import { expectNoLeak, sixtyFourthsArray } from '@ssvaerr/testing';
import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { l2Normalize } from './l2-normalize.ts';

describe('l2Normalize', () => {
  it('by hand: 3, 4 becomes 0.6, 0.8, row by row', () => {
    const x = tf.tensor2d([
      [3, 4],
      [0, -2],
    ]);
    expectNoLeak(() => l2Normalize(x));
    expect(l2Normalize(x)).toBeAllclose(tf.tensor2d([0.6, 0.8, 0, -1], [2, 2]));
    x.dispose();
  });

  it('returns length 1, whatever the length was', () => {
    const row = sixtyFourthsArray({ length: 4 }).filter((values) => values.some((v) => v !== 0));
    fc.assert(
      fc.property(row, fc.constantFrom(0.01, 1, 100), (values, scale) => {
        tf.tidy(() => {
          const x = tf.tensor1d(values);
          const unit = l2Normalize(x);
          expect(tf.norm(unit)).toBeAllclose(1);
          expect(l2Normalize(tf.mul(x, scale))).toBeAllclose(unit);
        });
      }),
    );
  });

  it('leaves 0 unchanged, with a finite gradient', () => {
    const gradient = tf.grad((x) => tf.sum(l2Normalize(x)));
    const zeros = tf.zeros([1, 3]);
    expect(l2Normalize(zeros)).toBeAllclose(zeros);
    expect([...gradient(zeros).dataSync()].every(Number.isFinite)).toBe(true);
    zeros.dispose();
  });

  it('refuses bad input', () => {
    const [scalar, whole] = [tf.scalar(1), tf.ones([2], 'int32')];
    expect(() => l2Normalize(scalar)).toThrow(
      new RangeError("l2Normalize: 'x' must have an axis, got a scalar."),
    );
    expect(() => l2Normalize(whole)).toThrow(
      new TypeError("l2Normalize: 'x' must be a float32 tensor, got int32."),
    );
    expect(() => l2Normalize(null as never)).toThrow(
      new TypeError("l2Normalize: 'x' must be a float32 tensor, got null."),
    );
    tf.dispose([scalar, whole]);
  });
});

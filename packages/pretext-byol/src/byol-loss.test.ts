import {
  expectNoLeak,
  finiteDifferenceGradient,
  sixtyFourths,
  sixtyFourthsArray,
} from '@ssvaerr/testing';
import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { byolLoss, negativeCosineSimilarity } from './index.ts';

const vectors = sixtyFourthsArray({ length: 6, min: -4, max: 4 });
const matrix = (values: number[]) => tf.tensor2d(values, [2, 3]);

/** The same in float64, row by row. */
function reference(a: readonly number[], b: readonly number[]): number {
  const rows = [0, 3].map((at) => {
    const [p, t] = [a.slice(at, at + 3), b.slice(at, at + 3)];
    const dot = (x: number[], y: number[]) => x.reduce((sum, v, i) => sum + v * y[i]!, 0);
    return -dot(p, t) / Math.sqrt(Math.max(dot(p, p), 1e-12) * Math.max(dot(t, t), 1e-12));
  });
  return (rows[0]! + rows[1]!) / 2;
}

describe('negativeCosineSimilarity', () => {
  it('by hand: cosines 1 and 0.8, whatever the lengths', () => {
    const prediction = tf.tensor2d([2, 0, 3, 4], [2, 2]);
    const target = tf.tensor2d([5, 0, 0, 0.5], [2, 2]);
    expectNoLeak(() => negativeCosineSimilarity(prediction, target));
    expect(negativeCosineSimilarity(prediction, target)).toBeAllclose(tf.scalar(-0.9));
    tf.dispose([prediction, target]);
  });

  it('matches the float64 reference, is in [-1, 1], and ignores the lengths', () => {
    fc.assert(
      fc.property(vectors, vectors, sixtyFourths({ min: 0.25, max: 8 }), (a, b, scale) => {
        tf.tidy(() => {
          const expected = reference(a, b);
          const similarity = negativeCosineSimilarity(matrix(a), matrix(b));
          expect(similarity).toBeAllclose(expected);
          expect(Math.abs(similarity.dataSync()[0]!)).toBeLessThanOrEqual(1 + 1e-6);
          const longer = negativeCosineSimilarity(matrix(a), tf.mul(matrix(b), scale));
          expect(longer).toBeAllclose(expected);
        });
      }),
    );
  });

  it('has the gradient of finite differences, and a finite one at 0', () => {
    const nonzero = sixtyFourths({ min: 0.25, max: 2 });
    const rows = fc.array(nonzero, { minLength: 6, maxLength: 6 });
    fc.assert(
      fc.property(rows, vectors, (a, b) => {
        tf.tidy(() => {
          const gradient = tf.grad((p) => negativeCosineSimilarity(p as tf.Tensor2D, matrix(b)))(
            matrix(a),
          );
          const expected = finiteDifferenceGradient((p) => reference(p, b), a);
          expect(gradient).toBeAllclose(expected, { atol: 2e-6 });
        });
      }),
      { numRuns: 30 },
    );
    tf.tidy(() => {
      const at0 = tf.grad((p) =>
        negativeCosineSimilarity(p as tf.Tensor2D, matrix([1, 2, 3, 4, 5, 6])),
      )(tf.zeros([2, 3]));
      expect([...at0.dataSync()].every(Number.isFinite)).toBe(true);
    });
  });

  it('refuses bad input', () => {
    const [a, b] = [tf.ones<tf.Rank.R2>([2, 3]), tf.ones<tf.Rank.R2>([2, 1])];
    const flat = tf.ones([3]) as tf.Tensor as tf.Tensor2D;
    const whole = tf.ones<tf.Rank.R2>([2, 3], 'int32');
    expect(() => negativeCosineSimilarity(a, b)).toThrow(
      new RangeError("negativeCosineSimilarity: 'target' must have shape [2, 3], got [2, 1]."),
    );
    expect(() => negativeCosineSimilarity(flat, flat)).toThrow(
      new RangeError(
        "negativeCosineSimilarity: 'prediction' must have shape [batch, features], got [3].",
      ),
    );
    expect(() => negativeCosineSimilarity(a, whole)).toThrow(
      new TypeError("negativeCosineSimilarity: 'target' must be a float32 tensor, got int32."),
    );
    expect(() => negativeCosineSimilarity(undefined as never, a)).toThrow(
      new TypeError(
        "negativeCosineSimilarity: 'prediction' must be a float32 tensor, got undefined.",
      ),
    );
    tf.dispose([a, b, flat, whole]);
  });
});

describe('byolLoss', () => {
  it('by hand: each prediction is compared with the other view', () => {
    const [x, y] = [tf.tensor2d([[1, 0]]), tf.tensor2d([[0, 1]])];
    const opposite = tf.tensor2d([[-3, 0]]);
    expectNoLeak(() => byolLoss([x, y], [y, x]));
    expect(byolLoss([x, y], [y, x])).toBeAllclose(tf.scalar(0));
    expect(byolLoss([x, y], [x, y])).toBeAllclose(tf.scalar(4));
    expect(byolLoss([x, x], [opposite, opposite])).toBeAllclose(tf.scalar(8));
    // One direction at a time: 2 - 2 cos.
    expect(byolLoss([x, x], [opposite, x])).toBeAllclose(tf.scalar(4));
    expect(byolLoss([x, y], [opposite, x])).toBeAllclose(tf.scalar(0 + 2));
    expect(byolLoss([y, x], [x, opposite])).toBeAllclose(tf.scalar(2 + 0));
    tf.dispose([x, y, opposite]);
  });

  it('is in [0, 8], the squared distance of both pairs, and does not depend on which view is first', () => {
    fc.assert(
      fc.property(vectors, vectors, vectors, vectors, (a, b, c, d) => {
        tf.tidy(() => {
          const loss = byolLoss([matrix(a), matrix(b)], [matrix(c), matrix(d)]);
          const expected = 2 + 2 * reference(a, d) + 2 + 2 * reference(b, c);
          expect(loss).toBeAllclose(expected, { atol: 4e-6 });
          expect(loss.dataSync()[0]).toBeGreaterThanOrEqual(-1e-5);
          expect(loss.dataSync()[0]).toBeLessThanOrEqual(8 + 1e-5);
          expect(byolLoss([matrix(b), matrix(a)], [matrix(d), matrix(c)])).toBeAllclose(loss);
        });
      }),
    );
  });

  it('refuses bad input', () => {
    const [a, b] = [tf.ones<tf.Rank.R2>([2, 3]), tf.ones<tf.Rank.R2>([2, 4])];
    expect(() => byolLoss([a, a], [a, b])).toThrow(
      new RangeError("byolLoss: 'target' must have shape [2, 3], got [2, 4]."),
    );
    expect(() => byolLoss([a, a], [b, a])).toThrow(
      new RangeError("byolLoss: 'target' must have shape [2, 3], got [2, 4]."),
    );
    tf.dispose([a, b]);
  });
});

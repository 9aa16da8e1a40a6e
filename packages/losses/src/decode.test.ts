import { expectNoLeak, sixtyFourths } from '@ssvaerr/testing';
import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { binCenters, type DecodeOptions, decode, oneHotBins } from './index.ts';

describe('decode', () => {
  it('is the mean of the centers under the softmax, or the likeliest center', () => {
    const logits = tf.log(
      tf.tensor2d([
        [0.5, 0.25, 0.25],
        [0.1, 0.2, 0.7],
      ]),
    );
    expect(decode(logits, [-1, 0, 4])).toBeAllclose([0.5, 2.7]);
    expect(decode(logits, [-1, 0, 4], { method: 'mode' })).toBeAllclose([-1, 4]);
    expect(decode(tf.zeros([2, 3, 4]), [1, 2, 3, 4]).shape).toEqual([2, 3]);
  });

  it('stays between the centers, huge logits included', () => {
    const logits = fc.array(sixtyFourths({ min: -1e4, max: 1e4 }), { minLength: 3, maxLength: 3 });
    const method = fc.constantFrom('expectation', 'mode') as fc.Arbitrary<'mode'>;
    fc.assert(
      fc.property(logits, method, (row, m) => {
        const value = tf.tidy(
          () => decode(tf.tensor2d([row]), [-1, 0.25, 0.5], { method: m }).dataSync()[0]!,
        );
        expect(value >= -1 - 1e-6 && value <= 0.5 + 1e-6).toBe(true);
      }),
    );
  });

  it('goes back from bins to within half a bin', () => {
    fc.assert(
      fc.property(sixtyFourths(), (y) => {
        const [byMean, byMode] = tf.tidy(() => {
          const logits = tf.mul(100, oneHotBins(tf.tensor1d([y])));
          const centers = binCenters();
          return [decode(logits, centers), decode(logits, centers, { method: 'mode' })].map(
            (x) => x.dataSync()[0]!,
          );
        });
        expect(Math.abs(byMean! - y)).toBeLessThanOrEqual(0.05 + 1e-6);
        expect(byMode).toBeAllclose(byMean!);
      }),
    );
  });

  it('leaks nothing, and refuses bad input by name', () => {
    const logits = tf.zeros([2, 3]);
    expectNoLeak(() => decode(logits, [1, 2, 3]));
    expect(() => decode(logits, [1, 2])).toThrow("decode: 'centers' must hold 3 numbers, got 2.");
    expect(() => decode(tf.zeros([3]), [1, 2, 3])).toThrow(
      "decode: 'logits' must have shape [..., classes] with 2 or more classes, got [3].",
    );
    const options = { method: 'median' } as unknown as DecodeOptions;
    expect(() => decode(logits, [1, 2, 3], options)).toThrow(
      "decode: 'method' must be 'expectation' or 'mode', got 'median'.",
    );
  });
});

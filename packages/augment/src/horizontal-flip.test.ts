import { foldSeed } from '@ssvaerr/random';
import { golden, itIsAnAugmentation, noiseClip } from '@ssvaerr/testing';
import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { horizontalFlip, randomHorizontalFlip } from './index.ts';

const exact = { atol: 0, rtol: 0 };
const side = fc.integer({ min: 1, max: 9 });
const shapes = fc.tuple(fc.integer({ min: 1, max: 3 }), side, side, fc.constantFrom(1, 3));

describe('horizontalFlip', () => {
  it('mirrors columns, by hand: not rows, not channels, not frames', () => {
    const gray = tf.tensor4d([1, 2, 3, 4, 5, 6], [1, 2, 3, 1]);
    expect(horizontalFlip(gray)).toBeAllclose([3, 2, 1, 6, 5, 4], exact);
    const color = tf.tensor4d([1, 2, 3, 4, 5, 6], [1, 1, 2, 3]);
    expect(horizontalFlip(color)).toBeAllclose([4, 5, 6, 1, 2, 3], exact);
    expect(horizontalFlip(tf.tensor4d([1, 2], [2, 1, 1, 1]))).toBeAllclose([1, 2], exact);
  });

  it('is tf.reverse, to the bit; twice it is the identity', () => {
    fc.assert(
      fc.property(shapes, (shape) => {
        const clip = noiseClip(shape);
        const flipped = horizontalFlip(clip);
        expect(flipped).toBeAllclose(tf.reverse(clip, 2), exact);
        expect(horizontalFlip(flipped)).toBeAllclose(clip, exact);
      }),
    );
  });

  it('matches 09_aug_flip', () => {
    const { tensor } = golden('09_aug_flip');
    const flipped = horizontalFlip(tf.expandDims<tf.Tensor4D>(tensor('input.clip').toTensor(), 3));
    expect(tf.squeeze(flipped, [3])).toBeAllclose(tensor('output.clip'), exact);
  });

  it('refuses what is not a clip', () => {
    expect(() => horizontalFlip(tf.zeros([1, 2, 3]) as never)).toThrow(
      "horizontalFlip: 'clip' must have shape [time, height, width, channels] and not be empty, got [1, 2, 3].",
    );
  });
});

describe('randomHorizontalFlip', () => {
  itIsAnAugmentation('randomHorizontalFlip()', randomHorizontalFlip(), () =>
    noiseClip([3, 4, 5, 3]),
  );

  it('flips the whole clip or nothing, as often as it says', () => {
    const clip = tf.tensor4d([0, 1, 0, 1], [2, 1, 2, 1]);
    for (const probability of [0, 0.2, 0.5, 1]) {
      const augment = randomHorizontalFlip({ probability });
      const flips = Array.from({ length: 1000 }, (_, i) => {
        const values = tf.tidy(() => augment(clip, foldSeed(5, i)).dataSync());
        expect(['0,1,0,1', '1,0,1,0']).toContain(values.join());
        return values[0]!;
      }).reduce((a, b) => a + b);
      // Five standard deviations of the binomial; none at 0 and 1.
      const slack = 5 * Math.sqrt(1000 * probability * (1 - probability));
      expect(Math.abs(flips - 1000 * probability)).toBeLessThanOrEqual(slack);
    }
  });

  it('flips with probability 1/2 unless told otherwise', () => {
    const clip = noiseClip([1, 1, 9, 1]);
    for (let seed = 0; seed < 40; seed++) {
      const [usual, half] = [randomHorizontalFlip(), randomHorizontalFlip({ probability: 0.5 })];
      expect(usual(clip, seed)).toBeAllclose(half(clip, seed), exact);
    }
  });

  it('refuses what is not a probability', () => {
    for (const probability of [-0.1, 1.1, Number.NaN]) {
      expect(() => randomHorizontalFlip({ probability })).toThrow(
        `randomHorizontalFlip: 'probability' must be in [0, 1], got ${probability}.`,
      );
    }
  });
});

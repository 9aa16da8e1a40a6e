import { golden, itIsAnAugmentation, noiseClip } from '@ssvaerr/testing';
import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { missingFrames, randomMissingFrames } from './index.ts';

const exact = { atol: 0, rtol: 0 };
const white = (time: number) => tf.ones<tf.Rank.R4>([time, 1, 1, 1]);

describe('missingFrames', () => {
  it('blackens the frames listed, by hand', () => {
    const clip = tf.tensor4d([0.1, 0.2, 0.3, 0.4, 0.5, 0.6], [3, 1, 2, 1]);
    expect(missingFrames(clip, [0, 2])).toBeAllclose([0, 0, 0.3, 0.4, 0, 0]);
    expect(missingFrames(clip, [])).toBeAllclose(clip, exact);
  });

  it('matches 09_aug_blank_frames', () => {
    const { tensor, options } = golden('09_aug_blank_frames');
    const clip = tf.expandDims<tf.Tensor4D>(tensor('input.clip').toTensor(), 3);
    const blank = missingFrames(clip, options.frames as unknown as number[]);
    expect(tf.squeeze(blank, [3])).toBeAllclose(tensor('output.clip'), exact);
  });

  it('refuses an index outside the clip', () => {
    for (const frame of [3, -1, 0.5]) {
      expect(() => missingFrames(white(3), [0, frame])).toThrow(
        `missingFrames: 'frames' must be an integer in [0, 2], got ${frame}.`,
      );
    }
  });
});

describe('randomMissingFrames', () => {
  itIsAnAugmentation(
    'randomMissingFrames()',
    randomMissingFrames(),
    () => noiseClip([5, 2, 3, 3]),
    {
      perFrame: true,
    },
  );

  it('blackens exactly round(fraction * time) frames', () => {
    fc.assert(
      fc.property(
        fc.nat(),
        fc.integer({ min: 1, max: 40 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (seed, time, fraction) => {
          const kept = tf.tidy(() =>
            tf.sum(randomMissingFrames({ fraction })(white(time), seed)).dataSync(),
          );
          expect(time - kept[0]!).toBe(Math.round(fraction * time));
        },
      ),
    );
  });

  it('blackens 20 % unless told otherwise, each frame as often as another', () => {
    const counts = new Array(10).fill(0);
    for (let seed = 0; seed < 1000; seed++) {
      const frames = tf.tidy(() => randomMissingFrames()(white(10), seed).dataSync());
      frames.forEach((kept, i) => {
        counts[i] += 1 - kept;
      });
    }
    expect(counts.reduce((a, b) => a + b)).toBe(2000);
    // 200 each, with a standard deviation of 12.6.
    for (const count of counts) expect(Math.abs(count - 200)).toBeLessThan(63);
  });

  it('refuses what is not a share', () => {
    expect(() => randomMissingFrames({ fraction: -0.2 })).toThrow(
      "randomMissingFrames: 'fraction' must be in [0, 1], got -0.2.",
    );
  });
});

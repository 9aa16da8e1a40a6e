import { itIsAnAugmentation, noiseClip } from '@ssvaerr/testing';
import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomTemporalCrop, views } from './index.ts';

const exact = { atol: 0, rtol: 0 };
/** A clip whose frame `t` is t everywhere. */
const clock = (time: number) =>
  tf.reshape<tf.Rank.R4>(tf.range(0, time, 1, 'float32'), [time, 1, 1, 1]);
const times = (clip: tf.Tensor4D) => [...clip.dataSync()];

describe('randomTemporalCrop', () => {
  itIsAnAugmentation(
    'randomTemporalCrop()',
    randomTemporalCrop({ frames: 3 }),
    () => noiseClip([5, 2, 3, 3]),
    { frames: 3 },
  );

  it('takes consecutive frames from within the clip, to the bit', () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 1, max: 9 }), fc.nat(8), (seed, frames, more) => {
        const clip = noiseClip([frames + more, 2, 3, 1]);
        const start = times(randomTemporalCrop({ frames })(clock(frames + more), seed))[0]!;
        const cut = randomTemporalCrop({ frames })(clip, seed);
        expect(cut).toBeAllclose(tf.slice(clip, start, frames), exact);
      }),
    );
  });

  it('begins anywhere equally often', () => {
    const counts = new Array(5).fill(0);
    for (let seed = 0; seed < 1000; seed++) {
      tf.tidy(() => {
        counts[times(randomTemporalCrop({ frames: 2 })(clock(6), seed))[0]!]++;
      });
    }
    // 200 each, with a standard deviation of 12.6.
    for (const count of counts) expect(Math.abs(count - 200)).toBeLessThan(63);
  });

  it('takes views from two instants', () => {
    const moment = randomTemporalCrop({ frames: 1 });
    const shifts = Array.from({ length: 100 }, (_, seed) =>
      tf.tidy(() => {
        const [a, b] = views([moment, moment], clock(4), seed).map((view) => times(view)[0]!);
        return b! - a!;
      }),
    );
    expect([...new Set(shifts)].sort((a, b) => a - b)).toEqual([-3, -2, -1, 0, 1, 2, 3]);
  });

  it('refuses a piece that is longer than the clip, or none', () => {
    expect(() => randomTemporalCrop({ frames: 0 })).toThrow(
      "randomTemporalCrop: 'frames' must be an integer >= 1, got 0.",
    );
    expect(() => randomTemporalCrop({ frames: 4 })(clock(3), 1)).toThrow(
      "randomTemporalCrop: 'frames' must be an integer in [1, 3], got 4.",
    );
  });
});

import { golden, itIsAnAugmentation, noiseClip } from '@ssvaerr/testing';
import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { randomSolarizeAboveMean, solarizeAboveMean } from './index.ts';

const exact = { atol: 0, rtol: 0 };

describe('solarizeAboveMean', () => {
  it('inverts what is lighter than the mean of its frame, or of the clip, by hand', () => {
    const clip = tf.tensor4d([0, 0.25, 0.5, 0.5, 0.75, 1], [2, 1, 3, 1]); // means 0.25, 0.75; 0.5
    expect(solarizeAboveMean(clip)).toBeAllclose([0, 0.25, 0.5, 0.5, 0.75, 0], exact);
    expect(solarizeAboveMean(clip, { mean: 'clip' })).toBeAllclose(
      [0, 0.25, 0.5, 0.5, 0.25, 0],
      exact,
    );
  });

  it('takes the lightness of colors for the mean', () => {
    // Green is 0.587 of the lightness: means 0.587 and 0.114 of frames of one tone.
    const clip = tf.tensor4d([0.6, 1, 0.5, 0.1, 0, 1], [2, 1, 1, 3]); // 0.8234, 0.1439
    expect(solarizeAboveMean(clip)).toBeAllclose([0.6, 0, 0.5, 0.1, 0, 0]);
  });

  it('leaves black frames black', () => {
    const black = tf.zeros<tf.Rank.R4>([2, 3, 3, 1]);
    expect(solarizeAboveMean(black)).toBeAllclose(black, exact);
  });

  it('matches 09_aug_solarize_mean', () => {
    const { tensor } = golden('09_aug_solarize_mean');
    const clip = tf.expandDims<tf.Tensor4D>(tensor('input.clip').toTensor(), 3);
    for (const [mean, name] of [
      ['frame', 'output.clip'],
      ['clip', 'output.clip_with_clip_mean'],
    ] as const) {
      const light = solarizeAboveMean(clip, { mean });
      const expected = tensor(name);
      expect(tf.squeeze(light, [3])).toBeAllclose(expected, { atol: expected.atol, rtol: 0 });
    }
  });

  it('refuses another mean', () => {
    expect(() => solarizeAboveMean(noiseClip([1, 1, 1, 1]), { mean: 'row' as never })).toThrow(
      "solarizeAboveMean: 'mean' must be 'frame' or 'clip', got row.",
    );
  });
});

describe('randomSolarizeAboveMean', () => {
  itIsAnAugmentation('randomSolarizeAboveMean()', randomSolarizeAboveMean(), () =>
    noiseClip([2, 4, 5, 3]),
  );
  itIsAnAugmentation(
    "randomSolarizeAboveMean({ per: 'frame', mean: 'clip' })",
    randomSolarizeAboveMean({ per: 'frame', mean: 'clip' }),
    () => noiseClip([2, 4, 5, 1]),
    { perFrame: true },
  );

  it('solarizes clips, or frames on their own, as often as it says, 0.2 of the time by default', () => {
    const clip = noiseClip([3, 3, 3, 1]);
    const usual = tf.unstack(clip).map((frame) => frame.dataSync().join());
    for (const mean of ['frame', 'clip'] as const) {
      const light = tf
        .unstack(solarizeAboveMean(clip, { mean }))
        .map((frame) => frame.dataSync().join());
      for (const per of ['clip', 'frame'] as const) {
        const augment = randomSolarizeAboveMean({ mean, per });
        let count = 0;
        const patterns = new Set<string>();
        for (let seed = 0; seed < 600; seed++) {
          const frames = tf.tidy(() =>
            tf.unstack(augment(clip, seed)).map((frame) => frame.dataSync().join()),
          );
          frames.forEach((frame, i) => {
            expect([light[i], usual[i]]).toContain(frame);
          });
          const pattern = frames.map((frame, i) => Number(frame === light[i]));
          count += pattern.reduce((a, b) => a + b);
          patterns.add(pattern.join(''));
        }
        expect(patterns.size).toBe(per === 'clip' ? 2 : 8);
        const draws = per === 'clip' ? 600 : 1800;
        const slack = 5 * Math.sqrt(0.2 * 0.8 * draws) * (1800 / draws);
        expect(Math.abs(count - 0.2 * 1800)).toBeLessThan(slack);
      }
    }
    const sure = randomSolarizeAboveMean({ probability: 1 });
    expect(sure(clip, 1)).toBeAllclose(solarizeAboveMean(clip), exact);
    const never = randomSolarizeAboveMean({ probability: 0 });
    expect(never(clip, 1)).toBeAllclose(clip, exact);
  });

  it('refuses bad options by name', () => {
    const call = (options: object) => () => randomSolarizeAboveMean(options);
    expect(call({ probability: -1 })).toThrow(
      "randomSolarizeAboveMean: 'probability' must be in [0, 1], got -1.",
    );
    expect(call({ mean: 'row' })).toThrow(
      "randomSolarizeAboveMean: 'mean' must be 'frame' or 'clip', got row.",
    );
    expect(call({ per: 'pixel' })).toThrow(
      "randomSolarizeAboveMean: 'per' must be 'clip' or 'frame', got pixel.",
    );
  });
});

import { golden, itIsAnAugmentation, noiseClip } from '@ssvaerr/testing';
import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { randomSolarize, solarize } from './index.ts';

const exact = { atol: 0, rtol: 0 };
const row = (values: number[]) => tf.tensor4d(values, [1, 1, values.length, 1]);

describe('solarize', () => {
  it('inverts from the threshold on, the threshold itself included, by hand', () => {
    expect(solarize(row([0, 0.25, 0.5, 0.75, 1]))).toBeAllclose([0, 0.25, 0.5, 0.25, 0], exact);
    const tones = row([0.25, 0.75, 1]);
    expect(solarize(tones, { threshold: 0.75 })).toBeAllclose([0.25, 0.25, 0], exact);
    expect(solarize(tones, { threshold: 0.25 })).toBeAllclose([0.75, 0.25, 0], exact);
    expect(solarize(tones, { threshold: 1.5 })).toBeAllclose(tones, exact);
  });

  it('matches 09_aug_solarize_threshold', () => {
    const { tensor, options } = golden('09_aug_solarize_threshold');
    const clip = tf.expandDims<tf.Tensor4D>(tensor('input.clip').toTensor(), 3);
    const light = solarize(clip, { threshold: options.thr as unknown as number });
    const expected = tensor('output.clip_ge');
    expect(tf.squeeze(light, [3])).toBeAllclose(expected, { atol: expected.atol, rtol: 0 });
  });

  it('refuses a threshold that is not finite', () => {
    expect(() => solarize(row([1]), { threshold: Number.NaN })).toThrow(
      "solarize: 'threshold' must be finite, got NaN.",
    );
  });
});

describe('randomSolarize', () => {
  itIsAnAugmentation('randomSolarize()', randomSolarize(), () => noiseClip([2, 4, 5, 3]));

  it('solarizes the whole clip or nothing, as often as it says, 0.2 of the time by default', () => {
    const clip = noiseClip([2, 3, 3, 1]);
    const [light, usual] = [solarize(clip, { threshold: 0.3 }), clip].map((x) =>
      x.dataSync().join(),
    );
    for (const [options, probability] of [
      [{}, 0.2],
      [{ probability: 0.7 }, 0.7],
      [{ probability: 0 }, 0],
      [{ probability: 1 }, 1],
    ] as const) {
      const augment = randomSolarize({ threshold: 0.3, ...options });
      let count = 0;
      for (let seed = 0; seed < 1000; seed++) {
        const values = tf.tidy(() => augment(clip, seed).dataSync().join());
        expect([light, usual]).toContain(values);
        if (values === light) count++;
      }
      const slack = 5 * Math.sqrt(1000 * probability * (1 - probability));
      expect(Math.abs(count - 1000 * probability)).toBeLessThanOrEqual(slack);
    }
    const half = randomSolarize({ probability: 1 })(clip, 1);
    expect(half).toBeAllclose(solarize(clip), exact);
  });

  it('refuses bad options by name', () => {
    expect(() => randomSolarize({ probability: 3 })).toThrow(
      "randomSolarize: 'probability' must be in [0, 1], got 3.",
    );
    expect(() => randomSolarize({ threshold: Number.POSITIVE_INFINITY })).toThrow(
      "randomSolarize: 'threshold' must be finite, got Infinity.",
    );
  });
});

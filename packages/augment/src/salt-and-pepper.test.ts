import { golden, itIsAnAugmentation, noiseClip } from '@ssvaerr/testing';
import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { randomSaltAndPepper, saltAndPepper } from './index.ts';

const exact = { atol: 0, rtol: 0 };

describe('saltAndPepper', () => {
  it('whitens and blackens all channels of a pixel, salt on top, by hand', () => {
    const clip = tf.fill([1, 1, 4, 3], 0.25) as tf.Tensor4D;
    const salt = tf.tensor3d([1, 0, 0, 1], [1, 1, 4]);
    const pepper = tf.tensor3d([0, 1, 0, 1], [1, 1, 4]);
    const expected = [1, 1, 1, 0, 0, 0, 0.25, 0.25, 0.25, 1, 1, 1];
    expect(saltAndPepper(clip, { salt, pepper })).toBeAllclose(expected, exact);
  });

  it('matches 09_aug_salt_pepper', () => {
    const { tensor } = golden('09_aug_salt_pepper');
    const clip = tf.expandDims<tf.Tensor4D>(tensor('input.clip').toTensor(), 3);
    const [salt, pepper] = ['salt', 'pepper'].map((name) =>
      tensor(`input.${name}_mask`).toTensor<tf.Rank.R3>(),
    ) as [tf.Tensor3D, tf.Tensor3D];
    const noisy = saltAndPepper(clip, { salt, pepper });
    expect(tf.squeeze(noisy, [3])).toBeAllclose(tensor('output.clip'), exact);
  });

  it('refuses masks of another shape or type', () => {
    const [clip, mask] = [noiseClip([2, 3, 4, 1]), tf.zeros<tf.Rank.R3>([2, 3, 4])];
    const call = (change: object) => () =>
      saltAndPepper(clip, { salt: mask, pepper: mask, ...change });
    expect(call({ salt: tf.zeros([2, 3, 5]) })).toThrow(
      "saltAndPepper: 'salt' must have shape [2, 3, 4] and not be empty, got [2, 3, 5].",
    );
    expect(call({ pepper: tf.zeros([2, 3, 4, 1]) })).toThrow(
      "saltAndPepper: 'pepper' must have shape [2, 3, 4] and not be empty, got [2, 3, 4, 1].",
    );
    expect(call({ pepper: tf.zeros([2, 3, 4], 'bool') })).toThrow(
      "saltAndPepper: 'pepper' must be a float32 tensor, got bool tensor.",
    );
  });
});

describe('randomSaltAndPepper', () => {
  itIsAnAugmentation(
    'randomSaltAndPepper()',
    randomSaltAndPepper(),
    () => noiseClip([2, 9, 8, 3]),
    {
      perFrame: true,
    },
  );

  it('hits a share of the pixels, half of them with salt, each frame on its own', () => {
    const pixels = 4 * 64 * 64;
    for (const [options, density] of [
      [{}, 0.05],
      [{ density: 0.3 }, 0.3],
      [{ density: 0 }, 0],
      [{ density: 1 }, 1],
    ] as const) {
      const noisy = randomSaltAndPepper(options)(tf.fill([4, 64, 64, 1], 0.5), 11);
      const values = noisy.dataSync();
      const [salt, pepper] = [1, 0].map((tone) => values.filter((x) => x === tone).length);
      // Five standard deviations of the binomial.
      const slack = 5 * Math.sqrt(pixels * (density / 2) * (1 - density / 2));
      for (const count of [salt!, pepper!]) {
        expect(Math.abs(count - (pixels * density) / 2)).toBeLessThanOrEqual(slack);
      }
      expect(values.filter((x) => x === 0.5)).toHaveLength(pixels - salt! - pepper!);
      if (density === 0 || density === 1) continue;
      const [first, second] = [values.slice(0, 4096), values.slice(4096, 8192)];
      expect(first).not.toEqual(second);
    }
  });

  it('hits 5 % unless told otherwise', () => {
    const clip = noiseClip([1, 20, 20, 1]);
    for (let seed = 0; seed < 9; seed++) {
      const told = randomSaltAndPepper({ density: 0.05 })(clip, seed);
      expect(randomSaltAndPepper()(clip, seed)).toBeAllclose(told, exact);
    }
  });

  it('draws neighbors, and hit and kind, independently', () => {
    const values = randomSaltAndPepper({ density: 0.5 })(
      tf.fill([1, 200, 200, 1], 0.5),
      3,
    ).dataSync();
    const hit = Array.from(values, (x) => (x === 0.5 ? -1 : 1));
    const products = hit.slice(1).map((x, i) => x * hit[i]!);
    const mean = products.reduce((a, b) => a + b, 0) / products.length;
    expect(Math.abs(mean) * Math.sqrt(products.length)).toBeLessThan(5);
    const afterHit = values.slice(1).filter((x, i) => x !== 0.5 && values[i] !== 0.5);
    const salt = afterHit.filter((x) => x === 1).length;
    expect(Math.abs(salt - afterHit.length / 2)).toBeLessThan(2.5 * Math.sqrt(afterHit.length));
  });

  it('refuses what is not a share', () => {
    expect(() => randomSaltAndPepper({ density: 1.01 })).toThrow(
      "randomSaltAndPepper: 'density' must be in [0, 1], got 1.01.",
    );
  });
});

import { golden, itIsAnAugmentation, noiseClip, sixtyFourths } from '@ssvaerr/testing';
import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gaussianBlur, randomGaussianBlur } from './index.ts';

const exact = { atol: 0, rtol: 0 };

/** The sigma of a blurred impulse, from the ratio of two neighboring weights. */
function sigmaOf(blurred: tf.Tensor4D, at: number): number {
  const [, , width] = blurred.shape;
  const values = blurred.dataSync();
  const [peak, beside] = [values[at * width + at]!, values[at * width + at + 1]!];
  return beside === 0 ? 0 : Math.sqrt(-0.5 / Math.log(beside / peak));
}

function impulse(side: number, channels = 1): tf.Tensor4D {
  const values = new Float32Array(side * side * channels);
  values.fill(1, (side >> 1) * (side + 1) * channels, ((side >> 1) * (side + 1) + 1) * channels);
  return tf.tensor4d(values, [1, side, side, channels]);
}

describe('gaussianBlur', () => {
  it('has weights exp(-r^2 / 2 sigma^2) and reflects without repeating the edge, by hand', () => {
    // exp(-1/2) = q: kernel [q, 1, q] / (1 + 2q).
    const q = Math.exp(-0.5);
    const clip = tf.tensor4d([0, 1, 0, 0, 0, 0.5], [1, 2, 3, 1]);
    const scale = (1 + 2 * q) ** 2;
    // Across: [0, 1, 0] and [0, 0, 0.5].
    const [a, b] = [
      [2 * q, 1, 2 * q],
      [0, 0.5 * q, 0.5],
    ];
    // Two rows: each is its own neighbor's neighbor on both sides.
    const rows = [0, 1, 2].map((x) => a[x]! + 2 * q * b[x]!);
    const below = [0, 1, 2].map((x) => b[x]! + 2 * q * a[x]!);
    const expected = [...rows, ...below].map((value) => value / scale);
    expect(gaussianBlur(clip, { kernelSize: 3, sigma: 1 })).toBeAllclose(expected);
  });

  it('keeps a constant; with sigma 0, or a kernel of 1, everything, to the bit', () => {
    const side = fc.integer({ min: 3, max: 9 });
    fc.assert(
      fc.property(side, side, fc.constantFrom(1, 3), sixtyFourths({ min: 0 }), (h, w, c, tone) => {
        const clip = noiseClip([2, h, w, c]);
        expect(gaussianBlur(clip, { kernelSize: 5, sigma: 0 })).toBeAllclose(clip, exact);
        expect(gaussianBlur(clip, { kernelSize: 1, sigma: 2 })).toBeAllclose(clip, exact);
        const flat = tf.fill([2, h, w, c], tone) as tf.Tensor4D;
        expect(gaussianBlur(flat, { kernelSize: 5, sigma: 1.5 })).toBeAllclose(flat);
      }),
    );
  });

  it.each(['k9_s0.1', 'k9_s1', 'k9_s2', 'k3_s1.5', 'k23_s2'])(
    'matches 09_aug_blur_%s, kernel and clip',
    (name) => {
      const { tensor, options } = golden(`09_aug_blur_${name}`);
      const { k: kernelSize, sigma } = options as unknown as Record<'k' | 'sigma', number>;
      const [clip, kernel] = [tensor('output.clip'), tensor('output.kernel')];
      const blurred = gaussianBlur(tf.expandDims(tensor('input.clip').toTensor(), 3), {
        kernelSize,
        sigma,
      });
      expect(tf.squeeze(blurred, [3])).toBeAllclose(clip, { atol: clip.atol, rtol: 0 });
      // The rows through an impulse add up to the kernel, far from the border.
      const wide = gaussianBlur(impulse(49), { kernelSize, sigma });
      const half = (kernelSize - 1) / 2;
      const columns = tf.slice(tf.sum(wide, [0, 1, 3]), 24 - half, kernelSize);
      expect(columns).toBeAllclose(kernel, { atol: kernel.atol, rtol: 0 });
    },
  );

  it('keeps white at most 1', () => {
    const white = tf.ones<tf.Rank.R4>([1, 9, 9, 1]);
    for (let sigma = 0.5; sigma < 2; sigma += 1 / 16) {
      const brightest = tf.max(gaussianBlur(white, { kernelSize: 9, sigma })).dataSync()[0]!;
      expect(brightest).toBeLessThanOrEqual(1);
    }
  });

  it('refuses bad options by name', () => {
    const clip = noiseClip([1, 4, 6, 1]);
    for (const kernelSize of [0, 4, -1, 2.5, Number.NaN]) {
      expect(() => gaussianBlur(clip, { kernelSize, sigma: 1 })).toThrow(
        `gaussianBlur: 'kernelSize' must be odd and >= 1, got ${kernelSize}.`,
      );
    }
    expect(() => gaussianBlur(clip, { kernelSize: 9, sigma: 1 })).toThrow(
      "gaussianBlur: 'kernelSize' must be at most 7 for a clip of [4, 6], got 9.",
    );
    expect(gaussianBlur(clip, { kernelSize: 7, sigma: 1 }).shape).toEqual(clip.shape);
    for (const sigma of [-1, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(() => gaussianBlur(clip, { kernelSize: 3, sigma })).toThrow(
        `gaussianBlur: 'sigma' must be finite and >= 0, got ${sigma}.`,
      );
    }
  });
});

describe('randomGaussianBlur', () => {
  itIsAnAugmentation('randomGaussianBlur()', randomGaussianBlur({ kernelSize: 5 }), () =>
    noiseClip([2, 6, 7, 3]),
  );
  itIsAnAugmentation(
    'randomGaussianBlur({ probability: 0.5 })',
    randomGaussianBlur({ kernelSize: 5, probability: 0.5 }),
    () => noiseClip([2, 6, 7, 1]),
  );

  it('draws sigma uniformly in its interval, [0.1, 2] unless told otherwise, as often as it says', () => {
    const clip = impulse(9);
    const sigmas = (options: object) => {
      const augment = randomGaussianBlur({ kernelSize: 3, ...options });
      return Array.from({ length: 600 }, (_, seed) =>
        tf.tidy(() => sigmaOf(augment(clip, seed), 4)),
      );
    };
    const mean = (values: number[]) => values.reduce((a, b) => a + b) / values.length;
    const published = sigmas({});
    expect(Math.max(...published)).toBeLessThanOrEqual(2.001);
    expect(Math.max(...published)).toBeGreaterThan(1.95);
    expect(Math.abs(mean(published) - 1.05)).toBeLessThan((5 * 1.9) / Math.sqrt(12 * 600));
    const narrow = sigmas({ sigma: [0.5, 1] });
    expect(Math.min(...narrow)).toBeGreaterThanOrEqual(0.4999);
    expect(Math.max(...narrow)).toBeLessThanOrEqual(1.0001);
    const usual = randomGaussianBlur({ kernelSize: 3 });
    const told = randomGaussianBlur({ kernelSize: 3, sigma: [0.1, 2], probability: 1 });
    for (let seed = 0; seed < 9; seed++) {
      expect(usual(clip, seed)).toBeAllclose(told(clip, seed), exact);
    }
    const rare = sigmas({ sigma: [0.5, 1], probability: 0.25 }).filter((s) => s > 0);
    expect(Math.abs(rare.length - 150)).toBeLessThan(5 * Math.sqrt(600 * 0.25 * 0.75));
  });

  it('refuses bad options by name', () => {
    const call = (change: object) => () => randomGaussianBlur({ kernelSize: 3, ...change });
    expect(call({ kernelSize: 6 })).toThrow(
      "randomGaussianBlur: 'kernelSize' must be odd and >= 1, got 6.",
    );
    expect(call({ sigma: [2, 1] })).toThrow(
      "randomGaussianBlur: 'sigma' must be finite [low, high] with 0 < low <= high, got [2, 1].",
    );
    expect(call({ probability: 2 })).toThrow(
      "randomGaussianBlur: 'probability' must be in [0, 1], got 2.",
    );
    expect(() => randomGaussianBlur({ kernelSize: 9 })(noiseClip([1, 4, 9, 1]), 1)).toThrow(
      "randomGaussianBlur: 'kernelSize' must be at most 7 for a clip of [4, 9], got 9.",
    );
  });
});

import { golden, itIsAnAugmentation, noiseClip, sixtyFourths } from '@ssvaerr/testing';
import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  adjustBrightness,
  adjustContrast,
  adjustHue,
  adjustSaturation,
  grayscale,
  normalize,
  randomColorJitter,
  randomGrayscale,
} from './index.ts';

const exact = { atol: 0, rtol: 0 };
const clipOf = (values: number[], channels: 1 | 3 = 1) =>
  tf.tensor4d(values, [1, 1, values.length / channels, channels]);

describe('adjustBrightness', () => {
  it('multiplies, adds, and clips, by hand', () => {
    const clip = clipOf([0, 0.25, 0.75]);
    expect(adjustBrightness(clip, { factor: 2 })).toBeAllclose([0, 0.5, 1], exact);
    expect(adjustBrightness(clip, { delta: 0.5 })).toBeAllclose([0.5, 0.75, 1], exact);
    expect(adjustBrightness(clip, { delta: -0.5 })).toBeAllclose([0, 0, 0.25], exact);
    const both = adjustBrightness(clip, { factor: 0.5, delta: 0.125 });
    expect(both).toBeAllclose([0.125, 0.25, 0.5], exact);
    expect(adjustBrightness(clip, {})).toBeAllclose(clip, exact);
  });

  it('refuses bad options by name', () => {
    expect(() => adjustBrightness(clipOf([1]), { factor: -1 })).toThrow(
      "adjustBrightness: 'factor' must be finite and >= 0, got -1.",
    );
    expect(() => adjustBrightness(clipOf([1]), { delta: Number.NaN })).toThrow(
      "adjustBrightness: 'delta' must be finite, got NaN.",
    );
  });
});

describe('adjustContrast', () => {
  it('moves tones from or to the mean of their frame, or of the clip, by hand', () => {
    const clip = tf.tensor4d([0, 0.5, 0.75, 0.75], [2, 1, 2, 1]); // means 0.25, 0.75; 0.5
    expect(adjustContrast(clip, { factor: 0.5 })).toBeAllclose([0.125, 0.375, 0.75, 0.75], exact);
    expect(adjustContrast(clip, { factor: 2 })).toBeAllclose([0, 0.75, 0.75, 0.75], exact);
    expect(adjustContrast(clip, { factor: 0.5, mean: 'clip' })).toBeAllclose(
      [0.25, 0.5, 0.625, 0.625],
      exact,
    );
    expect(adjustContrast(noiseClip([2, 3, 3, 3]), { factor: 1 })).toBeAllclose(
      noiseClip([2, 3, 3, 3]),
      exact,
    );
  });

  it('takes the lightness of colors for the mean', () => {
    const green = clipOf([0, 0.5, 0], 3); // 0.587 / 2
    const flat = adjustContrast(green, { factor: 0 });
    expect(flat).toBeAllclose([0.2935, 0.2935, 0.2935]);
  });

  it('refuses bad options by name', () => {
    expect(() => adjustContrast(clipOf([1]), { factor: -1 })).toThrow(
      "adjustContrast: 'factor' must be finite and >= 0, got -1.",
    );
    expect(() => adjustContrast(clipOf([1]), { factor: 1, mean: 'row' as never })).toThrow(
      "adjustContrast: 'mean' must be 'frame' or 'clip', got row.",
    );
  });
});

describe('09_aug_jitter', () => {
  const { tensor, options } = golden('09_aug_jitter');
  const { brightness, contrast, delta } = options as unknown as Record<string, number>;
  const bright = (x: tf.Tensor4D) => adjustBrightness(x, { factor: brightness! });
  const contrasted = (x: tf.Tensor4D) => adjustContrast(x, { factor: contrast! });
  it.each([
    ['brightness_mul', bright],
    ['brightness_add', (x: tf.Tensor4D) => adjustBrightness(x, { delta: delta! })],
    ['contrast', contrasted],
    ['brightness_then_contrast', (x: tf.Tensor4D) => contrasted(bright(x))],
    ['contrast_then_brightness', (x: tf.Tensor4D) => bright(contrasted(x))],
    [
      'contrast_clip_mean',
      (x: tf.Tensor4D) => adjustContrast(x, { factor: contrast!, mean: 'clip' }),
    ],
  ])('%s is matched', (name, change) => {
    const clip = tf.expandDims<tf.Tensor4D>(tensor('input.clip').toTensor(), 3);
    const expected = tensor(`output.${name}`);
    const changed = tf.squeeze(change(clip), [3]);
    expect(changed).toBeAllclose(expected, { atol: expected.atol, rtol: 0 });
  });
});

describe('adjustSaturation and grayscale', () => {
  it('mix colors with the gray of their lightness, by hand', () => {
    const red = clipOf([1, 0, 0], 3);
    expect(grayscale(red)).toBeAllclose([0.299, 0.299, 0.299]);
    expect(grayscale(clipOf([0, 1, 0], 3))).toBeAllclose([0.587, 0.587, 0.587]);
    expect(grayscale(clipOf([0, 0, 1], 3))).toBeAllclose([0.114, 0.114, 0.114]);
    expect(adjustSaturation(red, { factor: 0.5 })).toBeAllclose([0.6495, 0.1495, 0.1495]);
    const pale = clipOf([0.5, 0.25, 0.25], 3); // lightness 0.32475
    expect(adjustSaturation(pale, { factor: 2 })).toBeAllclose([0.67525, 0.17525, 0.17525]);
  });

  it('leave alone what has no color, and everything at factor 1, to the bit', () => {
    const [gray, color] = [noiseClip([2, 2, 2, 1]), noiseClip([2, 3, 4, 3])];
    expect(grayscale(gray)).toBeAllclose(gray, exact);
    expect(adjustSaturation(gray, { factor: 3 })).toBeAllclose(gray, exact);
    expect(adjustSaturation(color, { factor: 1 })).toBeAllclose(color, exact);
    const still = tf.tile(gray, [1, 1, 1, 3]) as tf.Tensor4D;
    expect(grayscale(still)).toBeAllclose(still);
  });

  it('refuse bad input by name', () => {
    expect(() => adjustSaturation(clipOf([1]), { factor: Number.NaN })).toThrow(
      "adjustSaturation: 'factor' must be finite and >= 0, got NaN.",
    );
    expect(() => grayscale(tf.zeros([1, 1, 1, 2]))).toThrow(
      "grayscale: 'clip' must have 1 or 3 channels, got 2.",
    );
  });
});

describe('adjustHue', () => {
  it('turns red to green to blue, by hand', () => {
    const colors = clipOf([1, 0, 0, 0.75, 0.25, 0.5], 3);
    expect(adjustHue(colors, { delta: 1 / 3 })).toBeAllclose([0, 1, 0, 0.5, 0.75, 0.25]);
    expect(adjustHue(colors, { delta: -1 / 3 })).toBeAllclose([0, 0, 1, 0.25, 0.5, 0.75]);
    expect(adjustHue(clipOf([1, 0, 0], 3), { delta: 1 / 6 })).toBeAllclose([1, 1, 0]);
    expect(adjustHue(clipOf([1, 0, 0], 3), { delta: 1 / 12 })).toBeAllclose([1, 0.5, 0]);
  });

  it('adds up, comes back after a turn, keeps value, chroma and gray', () => {
    const tone = sixtyFourths({ min: 0 });
    const turn = sixtyFourths({ min: -2, max: 2 });
    fc.assert(
      fc.property(tone, tone, tone, turn, turn, (r, g, b, first, second) => {
        const color = clipOf([r, g, b], 3);
        const turned = adjustHue(color, { delta: first });
        // Six sixths of a hue in float32, and a chroma of at least 1/64 that it is divided by.
        const tolerance = { atol: 5e-6, rtol: 0 };
        expect(adjustHue(turned, { delta: second })).toBeAllclose(
          adjustHue(color, { delta: first + second }),
          tolerance,
        );
        expect(adjustHue(color, { delta: Math.round(first) })).toBeAllclose(color, tolerance);
        const [value, least] = [Math.max, Math.min].map((f) => f(...turned.dataSync()));
        expect([value!, least!]).toBeAllclose([Math.max(r, g, b), Math.min(r, g, b)], tolerance);
        const gray = clipOf([r, r, r], 3);
        expect(adjustHue(gray, { delta: first })).toBeAllclose(gray, exact);
      }),
    );
  });

  it('leaves one channel alone, and refuses a turn that is not finite', () => {
    expect(adjustHue(noiseClip([1, 2, 2, 1]), { delta: 0.3 })).toBeAllclose(
      noiseClip([1, 2, 2, 1]),
      exact,
    );
    expect(() => adjustHue(clipOf([1]), { delta: Number.NaN })).toThrow(
      "adjustHue: 'delta' must be finite, got NaN.",
    );
  });
});

describe('randomGrayscale', () => {
  itIsAnAugmentation('randomGrayscale()', randomGrayscale(), () => noiseClip([2, 3, 4, 3]));
  itIsAnAugmentation(
    'randomGrayscale() of gray',
    randomGrayscale(),
    () => noiseClip([2, 3, 4, 1]),
    {
      idle: true,
    },
  );

  it('takes the color of the whole clip, as often as it says, 0.2 of the time by default', () => {
    const clip = noiseClip([2, 1, 2, 3]);
    const [gray, color] = [grayscale(clip), clip].map((x) => x.dataSync().join());
    for (const [options, probability] of [
      [{}, 0.2],
      [{ probability: 1 }, 1],
    ] as const) {
      let count = 0;
      for (let seed = 0; seed < 500; seed++) {
        const values = tf.tidy(() => randomGrayscale(options)(clip, seed).dataSync().join());
        expect([gray, color]).toContain(values);
        if (values === gray) count++;
      }
      const slack = 5 * Math.sqrt(500 * probability * (1 - probability));
      expect(Math.abs(count - 500 * probability)).toBeLessThanOrEqual(slack);
    }
  });

  it('refuses what is not a probability', () => {
    expect(() => randomGrayscale({ probability: 1.5 })).toThrow(
      "randomGrayscale: 'probability' must be in [0, 1], got 1.5.",
    );
  });
});

describe('randomColorJitter', () => {
  itIsAnAugmentation('randomColorJitter()', randomColorJitter(), () => noiseClip([2, 3, 4, 3]));
  itIsAnAugmentation('randomColorJitter() of gray', randomColorJitter(), () =>
    noiseClip([2, 3, 4, 1]),
  );

  const only = { brightness: 0, contrast: 0, saturation: 0, hue: 0, probability: 1 };
  /** The drawn number, read off a picture that shows it, for many seeds. */
  const drawn = (options: object, clip: tf.Tensor4D, read: (x: Float32Array) => number) =>
    Array.from({ length: 400 }, (_, seed) =>
      tf.tidy(() =>
        read(randomColorJitter({ ...only, ...options })(clip, seed).dataSync() as Float32Array),
      ),
    );
  const expectUniform = (values: number[], low: number, high: number) => {
    expect(Math.min(...values)).toBeGreaterThanOrEqual(low - 1e-5);
    expect(Math.max(...values)).toBeLessThanOrEqual(high + 1e-5);
    const mean = values.reduce((a, b) => a + b) / values.length;
    const spread = (high - low) / Math.sqrt(12);
    const variance = values.reduce((a, b) => a + (b - mean) ** 2, 0) / values.length;
    expect(Math.abs(mean - (low + high) / 2)).toBeLessThan((5 * spread) / Math.sqrt(400));
    expect(Math.abs(Math.sqrt(variance) / spread - 1)).toBeLessThan(0.2);
  };

  it('draws each change uniformly around none', () => {
    const half = clipOf([0.5]);
    const pair = clipOf([0.25, 0.75]);
    const pale = clipOf([0.6, 0.4, 0.4], 3);
    const red = clipOf([1, 0, 0], 3);
    const brightness = drawn({ brightness: 0.4 }, half, ([x]) => x! - 0.5);
    const contrast = drawn({ contrast: 0.4 }, pair, ([x, y]) => (y! - x!) / 0.5);
    const saturation = drawn({ saturation: 0.5 }, pale, ([r, g]) => (r! - g!) / 0.2);
    // Of red, a sixth of a turn towards green is 1 of green, towards blue 1 of blue.
    const hue = drawn({ hue: 0.1 }, red, ([, g, b]) => (g! - b!) / 6);
    expectUniform(brightness, -0.4, 0.4);
    expectUniform(contrast, 0.6, 1.4);
    expectUniform(saturation, 0.5, 1.5);
    expectUniform(hue, -0.1, 0.1);
    const multiplied = { brightness: 0.6, brightnessBy: 'multiply' };
    expectUniform(
      drawn(multiplied, half, ([x]) => x! / 0.5),
      0.4,
      1.6,
    );

    // Each is a draw of its own: correlations have a standard error of 1 / sqrt(n).
    const centered = [brightness, contrast, saturation, hue].map((values) => {
      const mean = values.reduce((a, b) => a + b) / values.length;
      const norm = Math.sqrt(values.reduce((a, b) => a + (b - mean) ** 2, 0));
      return values.map((value) => (value - mean) / norm);
    });
    centered.forEach((a, i) => {
      for (const b of centered.slice(i + 1)) {
        const correlation = a.reduce((sum, value, k) => sum + value * b[k]!, 0);
        expect(Math.abs(correlation)).toBeLessThan(5 / Math.sqrt(400));
      }
    });
  });

  it('has both orders of brightness and contrast, each half of the time', () => {
    const options = { ...only, brightness: 1, contrast: 1, brightnessBy: 'multiply' } as const;
    const clip = clipOf([0.25, 0.75]);
    let brightnessFirst = 0;
    let told = 0;
    for (let seed = 0; seed < 400; seed++) {
      const read = (change: object) =>
        tf.tidy(() => randomColorJitter({ ...options, ...change })(clip, seed).dataSync());
      const factor = read({ contrast: 0 })[0]! / 0.25;
      const [low, high] = read({ brightness: 0 });
      const contrast = (high! - low!) / 0.5;
      // Clipping tells the orders apart: only where brightness alone reaches white.
      if (factor < 1.4 || contrast > 0.95) continue;
      const result = read({})[1]!;
      const first = adjustContrast(adjustBrightness(clip, { factor }), { factor: contrast });
      const last = adjustBrightness(adjustContrast(clip, { factor: contrast }), { factor });
      const [a, b] = [first, last].map((x) => x.dataSync()[1]!);
      if (Math.abs(a! - b!) < 1e-3) continue;
      told++;
      if (Math.abs(result - a!) < 1e-4) brightnessFirst++;
      else expect(result).toBeAllclose(b!, { atol: 1e-4 });
    }
    expect(told).toBeGreaterThan(60);
    expect(Math.abs(brightnessFirst - told / 2)).toBeLessThan(2.5 * Math.sqrt(told));
  });

  it('changes all or nothing, to the bit, 0.8 of the time; BYOL’s strengths are the defaults', () => {
    const clip = noiseClip([1, 3, 3, 3]);
    const before = clip.dataSync().join();
    let untouched = 0;
    for (let seed = 0; seed < 500; seed++) {
      const values = tf.tidy(() => randomColorJitter()(clip, seed).dataSync().join());
      if (values === before) untouched++;
    }
    expect(Math.abs(untouched - 100)).toBeLessThan(5 * Math.sqrt(500 * 0.16));
    expect(randomColorJitter({ probability: 0 })(clip, 3)).toBeAllclose(clip, exact);
    const byol = { brightness: 0.4, contrast: 0.4, saturation: 0.2, hue: 0.1 };
    for (let seed = 0; seed < 10; seed++) {
      const told = randomColorJitter({ ...byol, probability: 0.8, brightnessBy: 'add' });
      expect(randomColorJitter()(clip, seed)).toBeAllclose(told(clip, seed), exact);
    }
  });

  it('refuses bad options by name', () => {
    const call = (options: object) => () => randomColorJitter(options);
    for (const name of ['probability', 'brightness', 'contrast', 'saturation']) {
      expect(call({ [name]: 1.5 })).toThrow(
        `randomColorJitter: '${name}' must be in [0, 1], got 1.5.`,
      );
    }
    expect(call({ hue: 0.6 })).toThrow("randomColorJitter: 'hue' must be in [0, 0.5], got 0.6.");
    expect(call({ brightnessBy: 'divide' })).toThrow(
      "randomColorJitter: 'brightnessBy' must be 'add' or 'multiply', got divide.",
    );
  });
});

describe('normalize', () => {
  it('is (x - mean) / std, by hand', () => {
    const clip = clipOf([0, 0.5, 1]);
    expect(normalize(clip, { mean: 0.25, std: 0.125 })).toBeAllclose([-2, 2, 6], exact);
  });

  it('matches 09_aug_normalize', () => {
    const { tensor, options } = golden('09_aug_normalize');
    const clip = tf.expandDims<tf.Tensor4D>(tensor('input.clip').toTensor(), 3);
    const expected = tensor('output.clip');
    const normalized = tf.squeeze(normalize(clip, options as never), [3]);
    expect(normalized).toBeAllclose(expected, { atol: expected.atol, rtol: 0 });
  });

  it('refuses bad options by name', () => {
    expect(() => normalize(clipOf([1]), { mean: Number.NaN, std: 1 })).toThrow(
      "normalize: 'mean' must be finite, got NaN.",
    );
    expect(() => normalize(clipOf([1]), { mean: 0, std: 0 })).toThrow(
      "normalize: 'std' must be finite and > 0, got 0.",
    );
  });
});

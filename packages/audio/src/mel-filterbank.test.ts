import { expectNoLeak, sixtyFourths } from '@ssvaerr/testing';
import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hertzToMel, type MelFilterbankOptions, melFilterbank, melToHertz } from './index.ts';

/** `[bins][bands]`. */
const bankOf = (options: MelFilterbankOptions = {}) =>
  tf.tidy(() => melFilterbank(options).arraySync());

describe('melFilterbank', () => {
  it('is a triangle in hertz around the middle in mel', () => {
    // 1 + f / 700 is 1, sqrt(15 / 7), 15 / 7 at the three points.
    const peak = 700 * (Math.sqrt(15 / 7) - 1);
    const expected = [0, 200 / peak, 400 / (800 - peak), 200 / (800 - peak), 0];
    const bank = melFilterbank({ sampleRate: 1600, fftSize: 8, bands: 1 });
    expect(bank).toBeAllclose(tf.tensor2d(expected, [5, 1]));
  });

  it('has 257 bins and 80 bands by default, from 0 to 8000 Hz at 16 kHz', () => {
    expect(melFilterbank().shape).toEqual([257, 80]);
    const explicit = { sampleRate: 16_000, fftSize: 512, bands: 80, minFrequency: 0 };
    expect(melFilterbank()).toBeAllclose(melFilterbank({ ...explicit, maxFrequency: 8000 }));
    expect(melFilterbank({ fftSize: 511 }).shape).toEqual([256, 80]);
  });

  it('shares each bin between two bands, whose weights sum to 1 from the first peak to the last', () => {
    const range = fc.tuple(
      sixtyFourths({ min: 0, max: 1000 }),
      sixtyFourths({ min: 3000, max: 8000 }),
    );
    fc.assert(
      fc.property(range, fc.integer({ min: 1, max: 20 }), ([low, high], bands) => {
        const bank = bankOf({ bands, minFrequency: low, maxFrequency: high });
        const step = (hertzToMel(high) - hertzToMel(low)) / (bands + 1);
        const point = (i: number) => melToHertz(hertzToMel(low) + i * step);
        bank.forEach((weights, bin) => {
          const hertz = bin * 31.25;
          const sum = weights.reduce((a, b) => a + b);
          let expected = 1;
          if (hertz < point(1)) expected = Math.max(0, (hertz - low) / (point(1) - low));
          if (hertz > point(bands)) {
            expected = Math.max(0, (high - hertz) / (high - point(bands)));
          }
          expect(sum).toBeAllclose(expected, { atol: 1e-6, rtol: 0 });
          expect(weights.filter((w) => w > 0).length).toBeLessThanOrEqual(2);
          expect(Math.min(...weights)).toBeGreaterThanOrEqual(0);
        });
      }),
    );
  });

  it('orders the bands by frequency', () => {
    const bank = bankOf();
    const loudest = Array.from({ length: 80 }, (_, band) => {
      const column = bank.map((weights) => weights[band]!);
      return column.indexOf(Math.max(...column));
    });
    expect(loudest).toEqual([...loudest].sort((a, b) => a - b));
    expect(loudest[0]).toBe(1);
    expect(loudest[79]).toBe(247); // the peak is at melToHertz(hertzToMel(8000) * 80 / 81) = 7733 Hz
  });

  it('leaks nothing, and refuses bad options by name', () => {
    expectNoLeak(() => melFilterbank());
    const cases: [MelFilterbankOptions, string][] = [
      [{ sampleRate: 0 }, "'sampleRate' must be positive, got 0."],
      [{ sampleRate: Number.NaN }, "'sampleRate' must be positive, got NaN."],
      [{ fftSize: 1 }, "'fftSize' must be an integer >= 2, got 1."],
      [{ fftSize: 512.5 }, "'fftSize' must be an integer >= 2, got 512.5."],
      [{ bands: 0 }, "'bands' must be an integer >= 1, got 0."],
      [{ minFrequency: -1 }, "'minFrequency' must be finite and >= 0, got -1."],
      [
        { minFrequency: 50, maxFrequency: 50 },
        "'maxFrequency' must be above 50 and at most 8000, got 50.",
      ],
      [{ maxFrequency: 8001 }, "'maxFrequency' must be above 0 and at most 8000, got 8001."],
      [{ minFrequency: 8000 }, "'maxFrequency' must be above 8000 and at most 8000, got 8000."],
      [
        { bands: 200 },
        "'bands' must leave every band at least one DFT bin, got 200: band 0 has none.",
      ],
    ];
    for (const [options, message] of cases) {
      expect(() => melFilterbank(options)).toThrow(new RangeError(`melFilterbank: ${message}`));
    }
  });
});

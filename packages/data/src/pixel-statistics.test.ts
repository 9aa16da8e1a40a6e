import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mergePixelSums, pixelStatistics, pixelSums, unitPixels } from './index.ts';

const pixels = fc.uint8Array({ minLength: 1, maxLength: 200 });

describe('pixelStatistics', () => {
  it('of an example', () => {
    const sums = pixelSums(new Uint8Array([0, 255, 255, 0, 51, 51, 51, 51]));
    expect(sums).toEqual({ count: 8, sum: 714, squares: 2 * 255 ** 2 + 4 * 51 ** 2 });
    const { mean, std } = pixelStatistics(sums);
    expect([mean, std]).toBeAllclose([0.35, Math.sqrt(0.1475)], { atol: 1e-15, rtol: 0 });
  });

  it('are the mean and the 1/n deviation of pixels in [0, 1]', () => {
    fc.assert(
      fc.property(pixels, (bytes) => {
        const { mean, std } = pixelStatistics(pixelSums(bytes));
        const values = Array.from(bytes, (byte) => byte / 255);
        const average = values.reduce((a, b) => a + b) / values.length;
        const variance = values.reduce((a, b) => a + (b - average) ** 2, 0) / values.length;
        expect([mean, std * std]).toBeAllclose([average, variance], { atol: 1e-12, rtol: 1e-12 });
      }),
    );
  });

  it('of equal pixels are exactly without deviation', () => {
    fc.assert(
      fc.property(fc.nat(255), fc.integer({ min: 1, max: 500 }), (byte, count) => {
        const { mean, std } = pixelStatistics(pixelSums(new Uint8Array(count).fill(byte)));
        expect([mean, std]).toEqual([byte / 255, 0]);
      }),
    );
  });

  it('never have the root of a negative number, not even beyond exact sums', () => {
    const count = 3e12 + 11; // of white pixels; the rounded variance is -7e-12
    const { std } = pixelStatistics({ count, sum: 255 * count, squares: 255 ** 2 * count });
    expect(std).toBe(0);
  });

  it('merge exactly, however the pixels are divided and ordered', () => {
    fc.assert(
      fc.property(fc.array(pixels, { minLength: 1, maxLength: 6 }), (parts) => {
        const whole = pixelSums(new Uint8Array(parts.flatMap((part) => [...part])));
        expect(mergePixelSums(parts.map(pixelSums))).toEqual(whole);
        expect(mergePixelSums([...parts].reverse().map(pixelSums))).toEqual(whole);
      }),
    );
    expect(mergePixelSums([])).toEqual({ count: 0, sum: 0, squares: 0 });
  });

  it('refuse bad input by name', () => {
    expect(() => pixelStatistics({ count: 0, sum: 0, squares: 0 })).toThrow(
      new RangeError("pixelStatistics: 'count' must be > 0, got 0."),
    );
    // @ts-expect-error floats
    expect(() => pixelSums(unitPixels(new Uint8Array(1)))).toThrow(
      new TypeError("pixelSums: 'pixels' must be a Uint8Array, got Float32Array."),
    );
  });
});

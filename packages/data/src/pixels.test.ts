import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normalizePixels, pixelStatistics, pixelSums, unitPixels } from './index.ts';

const bytes = fc.uint8Array({ minLength: 1, maxLength: 100 });

describe('unitPixels', () => {
  it('divides by 255', () => {
    const all = Uint8Array.from({ length: 256 }, (_, i) => i);
    expect(unitPixels(all)).toEqual(Float32Array.from(all, (byte) => byte / 255));
  });

  it('writes where it is told', () => {
    const values = new Float32Array(4).fill(7);
    expect(unitPixels(new Uint8Array([255, 0]), values.subarray(1, 3))).toEqual(
      new Float32Array([1, 0]),
    );
    expect(values).toEqual(new Float32Array([7, 1, 0, 7]));
  });

  it('refuses bad input by name', () => {
    expect(() => unitPixels(new Uint8Array(2), new Float32Array(3))).toThrow(
      new RangeError("unitPixels: 'values' must hold 2 values, got 3."),
    );
    // @ts-expect-error clamped
    expect(() => unitPixels(new Uint8ClampedArray(2))).toThrow(
      new TypeError("unitPixels: 'pixels' must be a Uint8Array, got Uint8ClampedArray."),
    );
  });
});

describe('normalizePixels', () => {
  it('of an example', () => {
    const pixels = new Float32Array([0, 0.5, 1]);
    expect(normalizePixels(pixels, { mean: 0.25, std: 0.5 })).toEqual(
      new Float32Array([-0.5, 0.5, 1.5]),
    );
    expect(pixels).toEqual(new Float32Array([0, 0.5, 1]));
  });

  it('has an inverse', () => {
    fc.assert(
      fc.property(bytes, fc.integer({ min: 1, max: 64 }), (pixels, n) => {
        const [mean, std] = [1 - n / 64, n / 64];
        const back = normalizePixels(unitPixels(pixels), { mean, std }).map((z) => z * std + mean);
        expect(back).toBeAllclose(unitPixels(pixels), { atol: 1e-6, rtol: 0 });
      }),
    );
  });

  it('by their own statistics makes the mean 0 and the deviation 1', () => {
    fc.assert(
      fc.property(bytes, (random) => {
        const pixels = new Uint8Array([...random, 0, 255]);
        const values = normalizePixels(unitPixels(pixels), pixelStatistics(pixelSums(pixels)));
        const n = values.length;
        const mean = values.reduce((a, b) => a + b, 0) / n;
        const square = values.reduce((a, b) => a + b * b, 0) / n;
        // float32 values of up to about 10
        expect([mean, square]).toBeAllclose([0, 1], { atol: 2e-6, rtol: 0 });
      }),
    );
  });

  it('refuses bad input by name', () => {
    const pixels = new Float32Array(2);
    const call = (mean: number, std: number) => () => normalizePixels(pixels, { mean, std });
    expect(call(Number.NaN, 1)).toThrow("normalizePixels: 'mean' must be finite, got NaN.");
    for (const std of [0, -1, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(call(0, std)).toThrow(`normalizePixels: 'std' must be positive, got ${std}.`);
    }
    // @ts-expect-error bytes
    expect(() => normalizePixels(new Uint8Array(2), { mean: 0, std: 1 })).toThrow(
      new TypeError("normalizePixels: 'pixels' must be a Float32Array, got Uint8Array."),
    );
  });
});

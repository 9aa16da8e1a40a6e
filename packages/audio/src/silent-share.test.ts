import { sixtyFourthsArray } from '@ssvaerr/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type SilentShareOptions, silentShare } from './index.ts';

describe('silentShare', () => {
  it('counts slots of 10 ms without a sample beyond -60 dB', () => {
    const samples = new Float32Array(480); // 3 slots
    expect(silentShare(samples)).toBe(1);
    samples[159] = -0.5;
    expect(silentShare(samples)).toBe(2 / 3);
    samples[320] = 0.00101;
    expect(silentShare(samples)).toBe(1 / 3);
    samples[160] = 0.00099;
    expect(silentShare(samples)).toBe(1 / 3);
    expect(silentShare(samples.subarray(0, 321))).toBe(1 / 3); // the last slot is one sample
    expect(silentShare(samples.subarray(0, 320))).toBe(1 / 2);
  });

  it('is the share of slots whose largest magnitude is at most the threshold', () => {
    const options = fc.record({
      threshold: fc.integer({ min: 0, max: 64 }).map((n) => n / 64),
      slotLength: fc.integer({ min: 1, max: 12 }),
    });
    fc.assert(
      fc.property(sixtyFourthsArray(), options, (values, { threshold, slotLength }) => {
        const peaks: number[] = [];
        values.forEach((x, i) => {
          const slot = Math.floor(i / slotLength);
          peaks[slot] = Math.max(peaks[slot] ?? 0, Math.abs(x));
        });
        const silent = peaks.filter((peak) => peak <= threshold).length;
        expect(silentShare(Float32Array.from(values), { threshold, slotLength })).toBe(
          silent / peaks.length,
        );
      }),
    );
  });

  it('refuses bad input by name', () => {
    const cases: [Float32Array, SilentShareOptions, string][] = [
      [new Float32Array(0), {}, "'samples' must hold at least one sample, got 0."],
      [new Float32Array([Number.NaN]), {}, "'samples' must be finite, got NaN at 0."],
      [new Float32Array(1), { threshold: -1 }, "'threshold' must be finite and >= 0, got -1."],
      [new Float32Array(1), { slotLength: 0 }, "'slotLength' must be an integer >= 1, got 0."],
    ];
    for (const [samples, options, message] of cases) {
      expect(() => silentShare(samples, options)).toThrow(
        new RangeError(`silentShare: ${message}`),
      );
    }
    // @ts-expect-error a plain array
    expect(() => silentShare([0])).toThrow(
      new TypeError("silentShare: 'samples' must be a Float32Array, got Array."),
    );
  });
});

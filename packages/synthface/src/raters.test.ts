import { sixtyFourths } from '@ssvaerr/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Rater, rate, ratersOf } from './raters.ts';

const seeds = fc.maxSafeInteger();
const times = fc.double({ min: 0, max: 100, noNaN: true });
const exact: Rater = { delay: 0, gain: 1, bias: 0 };

describe('ratersOf', () => {
  it('gives five people who react within 0.2 to 1 s, most of them early', () => {
    const all = Array.from({ length: 200 }, (_, seed) => ratersOf(seed)).flat();
    expect(ratersOf(1)).toHaveLength(5);
    for (const { delay, gain } of all) {
      expect(delay >= 0.2 && delay < 1).toBe(true);
      expect(gain >= 0.85 && gain < 1.15).toBe(true);
    }
    const mean = (values: number[]) => values.reduce((sum, v) => sum + v, 0) / values.length;
    expect(Math.abs(mean(all.map(({ delay }) => delay)) - 7 / 15)).toBeLessThan(0.03);
    expect(Math.abs(mean(all.map(({ bias }) => bias)))).toBeLessThan(0.01);
    expect(Math.sqrt(mean(all.map(({ bias }) => bias * bias)))).toBeCloseTo(0.06, 2);
  });

  it('is a function of the seed', () => {
    expect(ratersOf(1)).toEqual(ratersOf(1));
    expect(ratersOf(1)).not.toEqual(ratersOf(2));
    expect(new Set(ratersOf(1).map(({ delay }) => delay)).size).toBe(5);
  });

  it('refuses a bad seed', () => {
    expect(() => ratersOf(0.5)).toThrow("ratersOf: 'seed' must be a safe integer, got 0.5.");
  });
});

describe('rate', () => {
  it('delays, scales and shifts the truth, on top of the same drift', () => {
    fc.assert(
      fc.property(
        seeds,
        times,
        sixtyFourths({ min: 0, max: 1 }),
        sixtyFourths({ min: 0.5, max: 1.5 }),
        sixtyFourths({ min: -0.125, max: 0.125 }),
        (seed, seconds, delay, gain, bias) => {
          const truth = (t: number) => 0.25 * Math.sin(t);
          const seen = rate(seed, [{ delay, gain, bias }], truth)(seconds);
          const nothing = rate(seed, [exact], () => 0)(seconds);
          expect(seen - nothing).toBeCloseTo(gain * truth(seconds - delay) + bias, 12);
        },
      ),
    );
  });

  it('is the mean of its raters, each clipped to [-1, 1] and drifting independently', () => {
    // One stuck at each end, whatever they waver.
    const ends = [
      { ...exact, bias: 9 },
      { ...exact, bias: -9 },
    ];
    expect(rate(1, ends, () => 0.3)(2)).toBe(0);
    const alone = rate(1, [exact], () => 0)(2);
    const withStuck = rate(1, [exact, { ...exact, bias: 9 }], () => 0)(2);
    expect(withStuck).toBeCloseTo((alone + 1) / 2, 12);
    const twice = rate(1, [exact, exact], () => 0)(2);
    expect(Math.abs(twice - alone)).toBeGreaterThan(1e-3);
  });

  it('drifts with a standard deviation of 0.12', () => {
    const values = Array.from({ length: 2000 }, (_, seed) => rate(seed, [exact], () => 0)(3));
    const std = Math.sqrt(values.reduce((sum, v) => sum + v * v, 0) / values.length);
    expect(Math.abs(std - 0.12)).toBeLessThan(0.01);
  });

  it('stays within [-1, 1]', () => {
    fc.assert(
      fc.property(seeds, times, fc.constantFrom(-1, 1), (seed, seconds, truth) => {
        expect(Math.abs(rate(seed, ratersOf(seed), () => truth)(seconds))).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('refuses a bad seed and no raters', () => {
    expect(() => rate(0.5, [exact], () => 0)).toThrow(
      "rate: 'seed' must be a safe integer, got 0.5.",
    );
    expect(() => rate(1, [], () => 0)).toThrow("rate: 'raters' must not be empty, got none.");
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evenRaters } from './even-raters.ts';

const raters = (...values: number[]) => [
  { name: 'anna', arousal: values, valence: values.map((value) => -value) },
];

describe('evenRaters', () => {
  it('keeps even times, also as files round them', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 60 }),
        fc.integer({ min: 4, max: 90 }),
        fc.integer({ min: 0, max: 3 }),
        (rate, length, start) => {
          const times = Array.from({ length }, (_, i) => Number((start + i / rate).toFixed(3)));
          const given = { times, raters: raters(...times.map(() => 0.5)) };
          const even = evenRaters(given);
          expect(even.times).toBe(times);
          expect(even.raters).toBe(given.raters);
          expect(Math.abs(even.rate / rate - 1)).toBeLessThan(0.03);
        },
      ),
    );
  });

  it('puts other times on 25 per second: a line stays a line, a gap a gap', () => {
    const times = [1, 1.1, 1.3, 1.6, 2, 7, 7.5];
    const even = evenRaters({ times, raters: raters(...times.map((time) => time / 8)) });
    expect(even.rate).toBe(25);
    expect(even.times.length).toBe(163);
    for (const [i, value] of Array.from(even.raters[0]!.arousal).entries()) {
      const time = 1 + i / 25;
      if (time > 2.01 && time < 6.99) expect(value).toBe(Number.NaN);
      else expect(value).toBeCloseTo(time / 8, 9);
      expect(even.raters[0]!.valence[i]).toBe(-value);
    }
  });

  it('takes one time and none', () => {
    expect(evenRaters({ times: [3], raters: raters(0.5) })).toMatchObject({
      rate: 25,
      times: Float64Array.of(3),
      raters: [{ arousal: Float64Array.of(0.5) }],
    });
    expect(evenRaters({ times: [], raters: raters() }).times.length).toBe(0);
  });
});

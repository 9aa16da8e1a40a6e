import { sixtyFourths } from '@ssvaerr/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { labelsAt } from './labels-at.ts';
import { valuesAt } from './values-at.ts';

/** Ascending times with distances of 1/64 to 2 s. */
const times = fc
  .array(fc.integer({ min: 1, max: 128 }), { minLength: 1, maxLength: 20 })
  .map((steps) => steps.map((_, i) => steps.slice(0, i).reduce((a, b) => a + b / 64, 0)));
const traces = times.chain((times) =>
  fc
    .array(sixtyFourths({ min: -1, max: 1 }), { minLength: times.length, maxLength: times.length })
    .map((values) => ({ times, values })),
);
const noGaps = { maxGap: 1000 };

describe('valuesAt', () => {
  it('gives the samples at their own times, with both interpolations', () => {
    fc.assert(
      fc.property(traces, fc.constantFrom('linear', 'hold'), (trace, interpolation) => {
        expect([...valuesAt(trace, trace.times, { interpolation })]).toEqual(trace.values);
      }),
    );
  });

  it('keeps a constant, inside the samples', () => {
    fc.assert(
      fc.property(
        times,
        sixtyFourths({ min: -1, max: 1 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (times, c, share) => {
          const at = share * times.at(-1)!;
          const trace = { times, values: times.map(() => c) };
          for (const interpolation of ['linear', 'hold'] as const) {
            expect(valuesAt(trace, [at], { interpolation, ...noGaps })[0]).toBeCloseTo(c, 12);
          }
        },
      ),
    );
  });

  it('keeps a straight line with linear interpolation', () => {
    fc.assert(
      fc.property(times, fc.double({ min: 0, max: 1, noNaN: true }), (times, share) => {
        const at = share * times.at(-1)!;
        const trace = { times, values: times.map((time) => 0.5 * time - 3) };
        // A time within a microsecond of a sample is that sample's: 0.5 * 1e-6 off at the most.
        expect(Math.abs(valuesAt(trace, [at], noGaps)[0]! - (0.5 * at - 3))).toBeLessThan(5.1e-7);
      }),
    );
  });

  it('follows a slow wave that is sampled ten times as often, to the error of a chord', () => {
    // |f - chord| <= h^2 / 8 max|f''| = 0.1^2 / 8 * 1 for sin(t).
    const times = Array.from({ length: 200 }, (_, i) => i / 10);
    const trace = { times, values: times.map(Math.sin) };
    const at = Array.from({ length: 500 }, (_, i) => i / 27);
    valuesAt(trace, at).forEach((value, i) => {
      expect(Math.abs(value - Math.sin(at[i]!))).toBeLessThanOrEqual(0.1 ** 2 / 8);
    });
  });

  it('gives nothing outside the samples', () => {
    fc.assert(
      fc.property(traces, fc.integer({ min: 1, max: 640 }), (trace, distance) => {
        const at = [-distance / 64, trace.times.at(-1)! + distance / 64];
        expect([...valuesAt(trace, at)]).toEqual([Number.NaN, Number.NaN]);
      }),
    );
  });

  it('leaves out gaps and what is beside a missing sample', () => {
    const trace = { times: [0, 1, 2, 3, 4, 20, 21], values: [0, 1, Number.NaN, 1, 0, 0, 1] };
    const at = [0.5, 1, 1.5, 2, 2.5, 3, 12, 20, 20.5];
    const none = Number.NaN;
    expect([...valuesAt(trace, at)]).toEqual([0.5, 1, none, none, none, 1, none, 0, 0.5]);
    expect([...valuesAt(trace, at, { interpolation: 'hold' })]).toEqual([
      ...[0, 1, 1, none, none, 1, none, 0, 0],
    ]);
    expect([...valuesAt(trace, [12], { maxGap: 16 })]).toEqual([0]);
  });

  it.each([
    [
      { times: [0, 0], values: [1, 2] },
      "valuesAt: 'times' must be finite and ascend, got 0 at index 1.",
    ],
    [
      { times: [Number.NaN], values: [1] },
      "valuesAt: 'times' must be finite and ascend, got NaN at index 0.",
    ],
    [
      { times: [0], values: [] },
      "valuesAt: 'values' must have one value for each of 1 times, got 0.",
    ],
  ])('refuses %j', (trace, message) => {
    expect(() => valuesAt(trace, [0])).toThrow(new RangeError(message));
  });
});

describe('labelsAt', () => {
  const series = { times: [0, 0.1, 0.2], arousal: [0, 0.5, 1], valence: [1, 0, -1] };

  it('puts labels at 10 Hz on frames at 25 fps, by hand', () => {
    const labels = labelsAt(series, { fps: 25, frames: 7 });
    const arousal = [0, 0.2, 0.4, 0.6, 0.8, 1];
    arousal.forEach((value, i) => {
      expect(labels[2 * i]).toBeCloseTo(value, 6);
      expect(labels[2 * i + 1]).toBeCloseTo(1 - 2 * value, 6);
    });
    expect([...labels.slice(12)]).toEqual([Number.NaN, Number.NaN]);
  });

  it('gives a part of the frames as that part of all', () => {
    fc.assert(
      fc.property(fc.nat(9), fc.nat(9), (start, frames) => {
        const all = labelsAt(series, { fps: 50, frames: 20 });
        const part = labelsAt(series, { fps: 50, frames, start });
        expect(part).toEqual(all.slice(2 * start, 2 * (start + frames)));
      }),
    );
  });

  it.each([
    [{ fps: 0, frames: 1 }, "labelsAt: 'fps' must be a finite number above 0, got 0."],
    [{ fps: 25, frames: -1 }, "labelsAt: 'frames' must be an integer >= 0, got -1."],
  ])('refuses %j', (options, message) => {
    expect(() => labelsAt(series, options)).toThrow(new RangeError(message));
  });
});

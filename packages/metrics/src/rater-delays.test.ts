import { sixtyFourths } from '@ssvaerr/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { raterDelays } from './rater-delays.ts';
import { shiftTrace } from './shift-trace.ts';

const { NaN: nan } = Number;
const rate = 10;
const maxSeconds = 1.2; // 12 samples

/** Two waves that do not repeat in 200 samples, as a function of the sample. */
const smooth = fc
  .record({
    period: fc.integer({ min: 45, max: 60 }),
    phase: sixtyFourths({ min: -3, max: 3 }),
  })
  .map(
    ({ period, phase }) =>
      (t: number) =>
        0.5 * Math.sin((2 * Math.PI * t) / period + phase) +
        0.25 * Math.sin((2 * Math.PI * t) / 34),
  );
const delay = fc.integer({ min: -9, max: 9 });
const sampled = (truth: (t: number) => number, samples: number, offset = 0) =>
  Array.from({ length: 200 }, (_, t) => truth(t - samples) + offset);

describe('raterDelays', () => {
  it('knows an example by hand: positive is later', () => {
    const early = [0, 0, 0, 0, 1, 3, 1, 0, 0, 0, 0, 0];
    const late = [0, 0, 0, 0, 0, 0, 1, 3, 1, 0, 0, 0];
    expect(raterDelays([early, late], { rate: 4, maxSeconds: 1 })).toEqual([-0.5, 0.5]);
    // Each early rater is 0 samples before one of the others and 2 samples, 0.5 s, before the late one.
    expect(raterDelays([early, early, late], { rate: 4, maxSeconds: 1 })).toEqual([
      -0.25, -0.25, 0.5,
    ]);
  });

  it('law: the one rater who is d samples late has delay d, and the k - 1 others share -d', () => {
    fc.assert(
      fc.property(
        smooth,
        delay,
        fc.integer({ min: 2, max: 4 }),
        fc.nat(3),
        sixtyFourths(),
        (truth, d, k, at, offset) => {
          const late = at % k;
          const traces = Array.from({ length: k }, (_, i) =>
            i === late ? sampled(truth, d, offset) : sampled(truth, 0),
          );
          const delays = raterDelays(traces, { rate, maxSeconds });
          expect(delays).toBeAllclose(
            traces.map((_, i) => (i === late ? d / rate : -d / rate / (k - 1))),
            { atol: 1e-12 },
          );
        },
      ),
    );
  });

  it('law: delays times (k - 1) / k align the raters, whatever their own delays', () => {
    // Delays in multiples of 3 samples: three raters' distances from their mean are whole samples.
    const delays = fc.array(fc.integer({ min: -1, max: 1 }), { minLength: 3, maxLength: 3 });
    fc.assert(
      fc.property(smooth, delays, (truth, all) => {
        const traces = all.map((d) => sampled(truth, 3 * d));
        const aligned = raterDelays(traces, { rate, maxSeconds }).map((seconds, i) =>
          shiftTrace(traces[i]!, -Math.round((seconds * rate * 2) / 3)),
        );
        for (let t = 12; t < 188; t++) {
          expect(aligned.map((trace) => trace[t])).toBeAllclose(aligned.map(() => aligned[0]![t]!));
        }
      }),
    );
  });

  it('law: a delay of all raters, scale and offset do not matter', () => {
    fc.assert(
      fc.property(
        smooth,
        delay,
        delay,
        sixtyFourths({ min: 1 / 4, max: 4 }),
        (truth, d, common, a) => {
          const before = [sampled(truth, 0), sampled(truth, d)];
          const after = [sampled(truth, common), sampled(truth, common + d)].map((trace) =>
            trace.map((x) => a * x + 1),
          );
          const options = { rate, maxSeconds };
          expect(raterDelays(after, options)).toBeAllclose(raterDelays(before, options), {
            atol: 1e-12,
          });
        },
      ),
    );
  });

  it('law: gaps are left out', () => {
    fc.assert(
      fc.property(smooth, delay, fc.nat(150), (truth, d, start) => {
        const gap = (trace: number[]) =>
          trace.map((x, t) => (t >= start && t < start + 5 ? nan : x));
        const found = raterDelays([gap(sampled(truth, 0)), sampled(truth, d)], {
          rate,
          maxSeconds,
        });
        // The mean of a trace with a gap is off, which may cost a sample.
        expect(found).toBeAllclose([-d / rate, d / rate], { atol: 0.1 + 1e-9 });
      }),
    );
  });

  it('is 0 where no delay is found', () => {
    const peak = (at: number) => Array.from({ length: 20 }, (_, t) => (t === at ? 1 : 0));
    const options = { rate: 1, maxSeconds: 4 };
    expect(raterDelays([peak(8), peak(11)], options)).toEqual([-3, 3]);
    expect(raterDelays([peak(8), peak(12)], options)).toEqual([0, 0]); // at the border
    const still = peak(-1);
    // The window of `peak(4)` that is nearest to a constant is one sample later.
    expect(raterDelays([peak(4), still], options)).toEqual([0, 0]);
    expect(raterDelays([still, peak(4)], options)).toEqual([0, 0]);
    expect(raterDelays([still, still], options)).toEqual([0, 0]);
    // Nothing moves but at the ends: every delay fits in between.
    const ends = peak(0);
    expect(raterDelays([ends, ends], options)).toEqual([0, 0]);
  });

  it('prefers the smallest of equal delays', () => {
    const period = Array.from({ length: 24 }, (_, t) => t % 3);
    const late = Array.from({ length: 24 }, (_, t) => (t + 2) % 3);
    expect(raterDelays([period, late], { rate: 1, maxSeconds: 4 })).toEqual([-1, 1]);
  });

  it('is NaN for a rater who shares no sample with another', () => {
    const trace = [0, 0, 0, 0, 1, 3, 1, 0, 0, 0, 0, 0];
    const late = shiftTrace(trace, 1);
    const options = { rate: 1, maxSeconds: 3 };
    expect(raterDelays([trace], options)).toEqual([nan]);
    const absent = trace.map(() => nan);
    expect(raterDelays([trace, absent, late], options)).toEqual([-1, nan, 1]);
  });

  it("tries RECOLA's 2 s by default", () => {
    const trace = Array.from({ length: 20 }, (_, t) => (t === 8 ? 1 : 0));
    expect(raterDelays([trace, shiftTrace(trace, 1)], { rate: 1 })).toEqual([-1, 1]);
    expect(raterDelays([trace, shiftTrace(trace, 2)], { rate: 1 })).toEqual([0, 0]);
    expect(raterDelays([trace, shiftTrace(trace, 2)], { rate: 2 })).toEqual([-1, 1]);
  });

  it('refuses bad input', () => {
    const trace = [0, 1, 2, 3];
    const cases: [number[][], { rate: number; maxSeconds?: number }, string][] = [
      [[], { rate }, "'traces' must not be empty, got none."],
      [[trace, [0]], { rate }, "'traces[1]' must have 4 entries, got 1."],
      [[trace], { rate: 0 }, "'rate' must be finite and > 0, got 0."],
      [[trace], { rate: nan }, "'rate' must be finite and > 0, got NaN."],
      [[trace], { rate, maxSeconds: -1 }, "'maxSeconds' must be finite and > 0, got -1."],
      [
        [trace],
        { rate: 1, maxSeconds: 2 },
        "'maxSeconds' must be less than half of the 4 s, got 2.",
      ],
    ];
    for (const [traces, options, message] of cases) {
      expect(() => raterDelays(traces, options)).toThrow(new RangeError(`raterDelays: ${message}`));
    }
  });
});

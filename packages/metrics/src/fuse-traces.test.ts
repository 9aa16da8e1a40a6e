import { readFileSync } from 'node:fs';
import { sixtyFourths, sixtyFourthsArray } from '@ssvaerr/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { eweWeights } from './ewe-weights.ts';
import { type Fusion, fuseTraces, fusions } from './fuse-traces.ts';

const { NaN: nan } = Number;
const f64 = (...values: readonly number[]) => Float64Array.from(values);

const golden = JSON.parse(
  readFileSync(new URL('../../../fixtures/golden_agreement/golden.json', import.meta.url), 'utf8'),
);

/**
 * Raters who follow one slope and waver little, some values missing: their CCCs stay away from 0, where the weights of
 * EWE and the division of CCC centring jump.
 */
const agreeing = fc.integer({ min: 1, max: 4 }).chain((raters) =>
  fc.array(
    fc
      .array(fc.tuple(sixtyFourths(), fc.integer({ min: 0, max: 9 })), {
        minLength: 10,
        maxLength: 10,
      })
      .map((all) => all.map(([x, n], t) => (n === 0 && t % 3 === 1 ? nan : t / 4 + x / 8))),
    { minLength: raters, maxLength: raters },
  ),
);

/** Any raters, any value missing. */
const value = fc.oneof({ weight: 3, arbitrary: sixtyFourths() }, fc.constant(nan));
const any = fc.tuple(fc.integer({ min: 1, max: 5 }), fc.nat(10)).chain(([raters, length]) =>
  fc.array(fc.array(value, { minLength: length, maxLength: length }), {
    minLength: raters,
    maxLength: raters,
  }),
);

const missing = (values: ArrayLike<number>) => Array.from(values, Number.isNaN);
const known = (values: ArrayLike<number>) => Array.from(values).filter((x) => !Number.isNaN(x));
function expectSame(actual: ArrayLike<number>, expected: ArrayLike<number>, atol = 1e-9): void {
  expect(missing(actual)).toEqual(missing(expected));
  expect(known(actual)).toBeAllclose(known(expected), { atol, rtol: 0 });
}

describe('fuseTraces', () => {
  it('matches the golden numbers', () => {
    // Golden numbers have 6 decimals: at most 5e-7 from the exact ones.
    const close = { atol: 5.01e-7, rtol: 0 };
    const { ratings, ewe_ccc_clipped, ccc_centring_recola } = golden;
    expect(fuseTraces(ratings, 'ewe')).toBeAllclose(ewe_ccc_clipped.fused, close);
    const centered = fuseTraces(ratings, 'ccc-centred');
    expect(centered).toBeAllclose(ccc_centring_recola.fused, close);
    const mean = centered.reduce((sum, x) => sum + x, 0) / 20;
    expect(mean).toBeAllclose(ccc_centring_recola.weighted_mean, close);
  });

  it('knows an example by hand', () => {
    const traces = [
      [-1, 0, 1],
      [0, 1, 2],
      [-2, 2, 0],
    ];
    expect(fuseTraces(traces, 'mean')).toEqual(f64(-1, 1, 1));
    expect(fuseTraces(traces, 'median')).toEqual(f64(-1, 1, 1));
    // CCCs 4/7, 2/5 and 4/13 as in ewe-weights.test.ts.
    const [a, b, c] = [4 / 7 + 2 / 5, 4 / 7 + 4 / 13, 2 / 5 + 4 / 13];
    const sum = a + b + c;
    expect(fuseTraces(traces, 'ewe')).toBeAllclose([
      (-a - 2 * c) / sum,
      (b + 2 * c) / sum,
      (a + 2 * b) / sum,
    ]);
    // The raters' means are 0, 1 and 0; their mean is 1/3.
    const level = b / sum - 1 / 3;
    expect(fuseTraces(traces, 'ccc-centred')).toBeAllclose([-1 + level, 1 + level, 1 + level]);
  });

  it('leaves missing values out, by hand', () => {
    const traces = [
      [0, 1, nan, nan, 3],
      [1, 2, 3, nan, nan],
      [5, nan, 5, nan, nan],
    ];
    expect(fuseTraces(traces, 'mean')).toEqual(f64(2, 1.5, 4, nan, 3));
    expect(fuseTraces(traces, 'median')).toEqual(f64(1, 1.5, 4, nan, 3));
    // Raters 0 and 1 share two samples: cov 1/4, variances 1/4, shift 1, CCC 1/3. Rater 2 is constant: CCC 0 with
    // rater 1, and undefined with rater 0, with whom it shares one sample. Mean CCCs 1/3, 1/6 and 0.
    expect(eweWeights(traces)).toBeAllclose([2 / 3, 1 / 3, 0]);
    expectSame(fuseTraces(traces, 'ewe'), [1 / 3, 4 / 3, 3, nan, 3]);
    // Means 4/3, 2 and 5; all values have mean 20/8; the level is 14/9.
    expectSame(
      fuseTraces(traces, 'ccc-centred'),
      [2, 1.5, 4, nan, 3].map((x) => x - 2.5 + 14 / 9),
    );
  });

  it('takes the mean of the raters with weight 0 where only they are there', () => {
    const agreeing = [0, 1, 2, nan];
    const traces = [agreeing, agreeing, agreeing, agreeing, [2, 1, 0, 4], [2, 1, 0, 6]];
    expect(eweWeights(traces)).toBeAllclose([0.25, 0.25, 0.25, 0.25, 0, 0]);
    expectSame(fuseTraces(traces, 'ewe'), [0, 1, 2, 5]);
    const disagreeing = [[0, 1], [1, 0]]; // biome-ignore format: one line
    expect(fuseTraces(disagreeing, 'ewe')).toEqual(f64(0.5, 0.5));
  });

  it('centres on raters with negative agreement, as the formula says', () => {
    // Raters 0 and 1 have CCC -2/3: cov -1/4, variances 1/4, shift 1/4. Both means count the same.
    expect(fuseTraces([[0, 1], [1.5, 0.5]], 'ccc-centred')).toBeAllclose([0.75, 0.75]); // biome-ignore format: one line
    // Constants have no CCC: the mean.
    expect(fuseTraces([[1, 1], [3, 3]], 'ccc-centred')).toEqual(f64(2, 2)); // biome-ignore format: one line
  });

  it.each(fusions)('law: of one rater, or of identical raters, %s is that trace', (method) => {
    fc.assert(
      fc.property(fc.array(value, { maxLength: 12 }), (trace) => {
        expect(fuseTraces([trace], method)).toEqual(Float64Array.from(trace));
        expectSame(fuseTraces([trace, trace, trace], method), trace, 1e-12);
      }),
    );
  });

  it.each(fusions)('law: %s is NaN where all raters are missing, and there only', (method) => {
    fc.assert(
      fc.property(any, (traces) => {
        const none = traces[0]!.map((_, t) => traces.every((trace) => Number.isNaN(trace[t])));
        expect(missing(fuseTraces(traces, method))).toEqual(none);
      }),
    );
  });

  it.each(fusions)('law: %s does not depend on the order of the raters', (method) => {
    fc.assert(
      fc.property(agreeing, (traces) => {
        expectSame(fuseTraces([...traces].reverse(), method), fuseTraces(traces, method));
      }),
    );
  });

  it.each(['mean', 'median', 'ewe'] as const)('law: %s stays among the raters', (method) => {
    fc.assert(
      fc.property(any, (traces) => {
        for (const [t, fused] of fuseTraces(traces, method).entries()) {
          const values = known(traces.map((trace) => trace[t]!));
          if (values.length === 0) continue;
          expect(fused).toBeGreaterThanOrEqual(Math.min(...values) - 1e-12);
          expect(fused).toBeLessThanOrEqual(Math.max(...values) + 1e-12);
        }
      }),
    );
  });

  it.each(fusions)('law: %s of raters who all move by b moves by b', (method) => {
    fc.assert(
      fc.property(agreeing, sixtyFourths({ min: -4, max: 4 }), (traces, b) => {
        const moved = traces.map((trace) => trace.map((x) => x + b));
        expectSame(
          fuseTraces(moved, method),
          fuseTraces(traces, method).map((x) => x + b),
        );
      }),
    );
  });

  it.each(fusions)('law: %s of raters who are all scaled by a > 0 is scaled by a', (method) => {
    fc.assert(
      fc.property(agreeing, sixtyFourths({ min: 1 / 4, max: 4 }), (traces, a) => {
        const scaled = traces.map((trace) => trace.map((x) => a * x));
        expectSame(
          fuseTraces(scaled, method),
          fuseTraces(traces, method).map((x) => a * x),
        );
      }),
    );
  });

  it('law: ewe without gaps is the sum of the raters by eweWeights', () => {
    const whole = fc.array(sixtyFourthsArray({ length: 8 }), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(whole, (traces) => {
        const weights = eweWeights(traces);
        const sums = traces[0]!.map((_, t) =>
          weights.reduce((s, w, k) => s + w * traces[k]![t]!, 0),
        );
        expectSame(fuseTraces(traces, 'ewe'), sums, 1e-12);
      }),
    );
  });

  it('takes typed arrays, and leaves its input as it is', () => {
    const traces = [Float32Array.of(3, 1), Float32Array.of(1, nan), Float32Array.of(2, 5)];
    for (const method of fusions) fuseTraces(traces, method);
    expect(fuseTraces(traces, 'median')).toEqual(f64(2, 3));
    expect(traces).toEqual([Float32Array.of(3, 1), Float32Array.of(1, nan), Float32Array.of(2, 5)]);
  });

  it('refuses bad input', () => {
    const cases: [unknown, unknown, Error][] = [
      [
        [[1]],
        'toString',
        new RangeError(
          "fuseTraces: 'method' must be among mean, median, ewe, ccc-centred, got toString.",
        ),
      ],
      [[], 'mean', new RangeError("fuseTraces: 'traces' must not be empty, got none.")],
      [[[1], [1, 2]], 'ewe', new RangeError("fuseTraces: 'traces[1]' must have 1 entries, got 2.")],
      [
        [[Number.NEGATIVE_INFINITY]],
        'mean',
        new RangeError("fuseTraces: 'traces[0]' must be finite or NaN, got -Infinity at 0."),
      ],
    ];
    for (const [traces, method, error] of cases) {
      expect(() => fuseTraces(traces as number[][], method as Fusion)).toThrow(error);
    }
  });
});

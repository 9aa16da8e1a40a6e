import { readFileSync } from 'node:fs';
import { sixtyFourths, sixtyFourthsArray } from '@ssvaerr/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { raterAgreement } from './rater-agreement.ts';

const { NaN: nan } = Number;

const golden = JSON.parse(
  readFileSync(new URL('../../../fixtures/golden_agreement/golden.json', import.meta.url), 'utf8'),
);

/** Some raters, some values missing. */
const value = fc.oneof({ weight: 4, arbitrary: sixtyFourths() }, fc.constant(nan));
const traces = fc.tuple(fc.integer({ min: 1, max: 5 }), fc.nat(12)).chain(([raters, length]) =>
  fc.array(fc.array(value, { minLength: length, maxLength: length }), {
    minLength: raters,
    maxLength: raters,
  }),
);
const complete = fc
  .tuple(fc.integer({ min: 2, max: 5 }), fc.integer({ min: 2, max: 12 }))
  .chain(([raters, length]) =>
    fc.array(sixtyFourthsArray({ length }), { minLength: raters, maxLength: raters }),
  );

/** Population variance. */
function variance(values: readonly number[]): number {
  const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
  return values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / values.length;
}

/** n^2 times the moments of the pairs that both have: exact for multiples of 1/64. */
function sums(a: readonly number[], b: readonly number[]) {
  const both = a.map((x, t) => [x, b[t]!] as const).filter((pair) => !pair.some(Number.isNaN));
  const sum = (of: (x: number, y: number) => number) =>
    both.reduce((total, [x, y]) => total + of(x, y), 0);
  const [n, x, y] = [both.length, sum((x) => x), sum((_, y) => y)];
  return {
    varianceA: n * sum((x) => x * x) - x * x,
    varianceB: n * sum((_, y) => y * y) - y * y,
    covariance: n * sum((x, y) => x * y) - x * y,
    shift: (x - y) ** 2,
  };
}

describe('raterAgreement', () => {
  it('matches the golden numbers', () => {
    const found = raterAgreement(golden.ratings);
    // Golden numbers have 6 decimals: at most 5e-7 from the exact ones.
    const close = { atol: 5.01e-7, rtol: 0 };
    expect(found.samples).toBe(20);
    expect(found.pairwiseCcc).toBeAllclose(golden.pairwise_ccc, close);
    expect(found.meanCcc).toBeAllclose(golden.agreement_mean_ccc_with_others, close);
    expect(found.humanCcc).toBeAllclose(golden.leave_one_out_human_ccc, close);
    expect(found.icc1).toBeAllclose(golden.icc['ICC(3,1)=ICC(C,1)'], close);
    expect(found.iccK).toBeAllclose(golden.icc['ICC(3,k)=ICC(C,k)'], close);
    expect(found.alpha).toBeAllclose(golden.cronbach_alpha, close);
    expect(found.pairwisePcc[0]![1]).toBeGreaterThan(found.pairwiseCcc[0]![1]!);
  });

  it('knows an example by hand', () => {
    const found = raterAgreement([
      [0, 1, 2, nan],
      [1, 2, 3, 0],
      [0, 2, 1, 5],
    ]);
    expect(found.samples).toBe(3);
    // Raters 0 and 1: cov 2/3, variances 2/3, shift 1. Raters 0 and 2: cov 1/3. Raters 1 and 2, all four samples:
    // means 1.5 and 2, variances 1.25 and 3.5, cov -1.25.
    const [a, b, c] = [4 / 7, 1 / 2, -1 / 2];
    expect(found.pairwiseCcc).toBeAllclose([
      [1, a, b],
      [a, 1, c],
      [b, c, 1],
    ]);
    const r = -1.25 / Math.sqrt(1.25 * 3.5);
    expect(found.pairwisePcc).toBeAllclose([
      [1, 1, 0.5],
      [1, 1, r],
      [0.5, r, 1],
    ]);
    expect(found.meanCcc).toBeAllclose([(a + b) / 2, (a + c) / 2, (b + c) / 2]);
    // Rater 0 against (0.5, 2, 2): cov 0.5, variances 2/3 and 0.5, shift 0.25. Rater 1 against (0, 1.5, 1.5, 5):
    // mean 2, cov -1.125, variances 1.25 and 3.375, shift 0.25. Rater 2 against (0.5, 1.5, 2.5, 0): mean 1.125,
    // cov -0.875, variances 3.5 and 0.921875, shift 0.875^2.
    expect(found.humanCcc).toBeAllclose([
      1 / (2 / 3 + 0.75),
      -2.25 / 4.875,
      -1.75 / (3.5 + 0.921875 + 0.765625),
    ]);
    // Without the raters' means: (-1, 0, 1), (-1, 0, 1), (-1, 1, 0). Means of samples -1, 1/3, 2/3: MSR = 7/3. The
    // residuals' squares sum to 4/3: MSE = 1/3.
    expect(found.icc1).toBeAllclose(2 / 3);
    expect([found.iccK, found.alpha]).toBeAllclose([6 / 7, 6 / 7]);
  });

  it('law: is symmetric, and each pair has the CCC and PCC of the samples that both have', () => {
    fc.assert(
      fc.property(traces, (all) => {
        const { pairwiseCcc, pairwisePcc } = raterAgreement(all);
        for (const [i, a] of all.entries()) {
          for (const [j, b] of all.entries()) {
            expect(pairwiseCcc[i]![j]).toBe(pairwiseCcc[j]![i]);
            expect(pairwisePcc[i]![j]).toBe(pairwisePcc[j]![i]);
            const { varianceA, varianceB, covariance, shift } = sums(a, b);
            const ccc = (2 * covariance) / (varianceA + varianceB + shift);
            if (varianceA + varianceB > 0) expect(pairwiseCcc[i]![j]).toBeAllclose(ccc);
            else expect(pairwiseCcc[i]![j]).toBeNaN();
            const pcc = covariance / Math.sqrt(varianceA * varianceB);
            if (varianceA * varianceB > 0) expect(pairwisePcc[i]![j]).toBeAllclose(pcc);
            else expect(pairwisePcc[i]![j]).toBeNaN();
            if (i === j && varianceA > 0)
              expect([pairwiseCcc[i]![j], pairwisePcc[i]![j]]).toEqual([1, 1]);
          }
        }
      }),
    );
  });

  it('law: the unit of the ratings does not matter', () => {
    fc.assert(
      fc.property(traces, fc.constantFrom(2 ** -20, 0.5, 1024), (all, unit) => {
        const scaled = all.map((trace) => trace.map((x) => unit * x));
        expect(raterAgreement(scaled)).toEqual(raterAgreement(all));
      }),
    );
  });

  it('law: the order of the raters does not matter', () => {
    fc.assert(
      fc.property(traces, (all) => {
        const [found, reversed] = [raterAgreement(all), raterAgreement([...all].reverse())];
        const pairs: [readonly number[], readonly number[]][] = [
          [found.meanCcc, [...reversed.meanCcc].reverse()],
          [found.humanCcc, [...reversed.humanCcc].reverse()],
          [
            [found.samples, found.icc1, found.iccK],
            [reversed.samples, reversed.icc1, reversed.iccK],
          ],
        ];
        for (const [left, right] of pairs) {
          expect(left.map(Number.isNaN)).toEqual(right.map(Number.isNaN));
          const known = (values: readonly number[]) => values.filter((x) => !Number.isNaN(x));
          expect(known(left)).toBeAllclose(known(right), { atol: 1e-9, rtol: 1e-9 });
        }
      }),
    );
  });

  it('law: uses only the samples that it says', () => {
    fc.assert(
      fc.property(traces, (all) => {
        const whole = all[0]!.map((_, t) => t).filter((t) => all.every((a) => !Number.isNaN(a[t])));
        const cut = raterAgreement(all.map((trace) => whole.map((t) => trace[t]!)));
        const { samples, icc1, iccK, alpha } = raterAgreement(all);
        expect({ samples, icc1, iccK, alpha }).toEqual({
          samples: whole.length,
          icc1: cut.icc1,
          iccK: cut.iccK,
          alpha: cut.alpha,
        });
      }),
    );
  });

  it("law: ICC(3,k) is Cronbach's alpha, and ICC(3,1) follows from it", () => {
    fc.assert(
      fc.property(complete, (all) => {
        const { icc1, iccK, alpha } = raterAgreement(all);
        const k = all.length;
        const total = variance(all[0]!.map((_, t) => all.reduce((sum, a) => sum + a[t]!, 0)));
        const own = all.reduce((sum, a) => sum + variance(a), 0);
        if (total === 0) {
          expect([iccK, alpha]).toEqual([nan, nan]);
          if (own === 0) expect(icc1).toBeNaN();
          else expect(icc1).toBeAllclose(-1 / (k - 1));
          return;
        }
        fc.pre(total > 1e-9);
        expect(alpha).toBeAllclose((k / (k - 1)) * (1 - own / total), { atol: 1e-9, rtol: 1e-9 });
        expect(iccK).toBe(alpha);
        // Spearman and Brown: k raters together from one.
        expect((k * icc1) / (1 + (k - 1) * icc1)).toBeAllclose(iccK, { atol: 1e-9, rtol: 1e-6 });
      }),
    );
  });

  it('law: ICC ignores offsets of raters; identical raters agree perfectly', () => {
    fc.assert(
      fc.property(sixtyFourthsArray({ length: 12 }), sixtyFourths(), (trace, offset) => {
        fc.pre(variance(trace) > 0);
        const { icc1, iccK, humanCcc } = raterAgreement([
          trace,
          trace,
          trace.map((x) => x + offset),
        ]);
        expect([icc1, iccK]).toBeAllclose([1, 1], { atol: 1e-9 });
        if (offset === 0) expect(humanCcc).toBeAllclose([1, 1, 1], { atol: 1e-12 });
        else expect(humanCcc[2]).toBeLessThan(1);
      }),
    );
  });

  it('is NaN where nothing can be said, and there only', () => {
    const one = raterAgreement([[0, 1, 2]]);
    expect(one.pairwiseCcc).toEqual([[1]]);
    const undefinedNumbers = { meanCcc: [nan], humanCcc: [nan], icc1: nan, iccK: nan, alpha: nan };
    expect(one).toMatchObject({ samples: 3, ...undefinedNumbers });
    const short = raterAgreement([[0, nan], [nan, 1], [1, 1]]); // biome-ignore format: one line
    expect(short).toMatchObject({ samples: 0, icc1: nan, iccK: nan, alpha: nan });
    expect(short.meanCcc).toEqual([nan, nan, nan]);
    expect(short.humanCcc).toEqual([nan, nan, 0]); // the mean of the others varies
    expect(raterAgreement([[], []])).toMatchObject({ samples: 0, humanCcc: [nan, nan], icc1: nan });
    // 0.1 three times has a mean that is not 0.1.
    const still = raterAgreement([[0.1, 0.1, 0.1], [0.3, 0.3, 0.3], [0, 1, 2]]); // biome-ignore format: one line
    expect(still.pairwiseCcc[0]!.slice(0, 2)).toEqual([nan, nan]);
    expect(still.pairwiseCcc[0]![2]).toBeCloseTo(0, 12);
    expect(still.pairwisePcc[0]).toEqual([nan, nan, nan]);
    expect(still.meanCcc).toBeAllclose([0, 0, 0]);
    expect(still.icc1).toBeAllclose(0); // MSR 1/3, MSE 1/3
    const constant = raterAgreement([[0.1, 0.1, 0.1], [0.3, 0.3, 0.3]]); // biome-ignore format: one line
    expect(constant).toMatchObject({ samples: 3, icc1: nan, iccK: nan, meanCcc: [nan, nan] });
    // The mean of opposites does not vary, though they do.
    const opposite = raterAgreement([[0.1, 0.4, 0.2], [0.9, 0.6, 0.8]]); // biome-ignore format: one line
    expect(opposite).toMatchObject({ iccK: nan, alpha: nan });
    expect(opposite.icc1).toBeAllclose(-1);
  });

  it('takes typed arrays, and leaves its input as it is', () => {
    const all = [Float32Array.of(0, 0.5, 0.25), Float32Array.of(0, 0.5, nan)];
    const found = raterAgreement(all);
    expect(found.samples).toBe(2);
    expect(found.pairwiseCcc).toEqual([[1, 1], [1, 1]]); // biome-ignore format: one line
    expect(all).toEqual([Float32Array.of(0, 0.5, 0.25), Float32Array.of(0, 0.5, nan)]);
  });

  it.each<[unknown, Error]>([
    [[], new RangeError("raterAgreement: 'traces' must not be empty, got none.")],
    [3, new TypeError("raterAgreement: 'traces' must be an array, got number.")],
    [[1, 2], new TypeError("raterAgreement: 'traces[0]' must be an array, got number.")],
    [[[1], null], new TypeError("raterAgreement: 'traces[1]' must be an array, got null.")],
    [[[1, 2], [1]], new RangeError("raterAgreement: 'traces[1]' must have 2 entries, got 1.")],
    [
      [
        [1, 2],
        [1, Number.POSITIVE_INFINITY],
      ],
      new RangeError("raterAgreement: 'traces[1]' must be finite or NaN, got Infinity at 1."),
    ],
    [
      [[1, undefined]],
      new RangeError("raterAgreement: 'traces[0]' must be finite or NaN, got undefined at 1."),
    ],
  ])('refuses %j', (bad, error) => {
    expect(() => raterAgreement(bad as number[][])).toThrow(error);
  });
});

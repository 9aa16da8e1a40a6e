import { readFileSync } from 'node:fs';
import { sixtyFourths } from '@ssvaerr/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { eweWeights } from './ewe-weights.ts';
import { raterAgreement } from './rater-agreement.ts';

const { NaN: nan } = Number;

const golden = JSON.parse(
  readFileSync(new URL('../../../fixtures/golden_agreement/golden.json', import.meta.url), 'utf8'),
);

const value = fc.oneof({ weight: 4, arbitrary: sixtyFourths() }, fc.constant(nan));
const traces = fc.tuple(fc.integer({ min: 1, max: 5 }), fc.nat(12)).chain(([raters, length]) =>
  fc.array(fc.array(value, { minLength: length, maxLength: length }), {
    minLength: raters,
    maxLength: raters,
  }),
);

describe('eweWeights', () => {
  it('matches the golden numbers', () => {
    // Golden numbers have 6 decimals: at most 5e-7 from the exact ones.
    const close = { atol: 5.01e-7, rtol: 0 };
    expect(eweWeights(golden.ratings)).toBeAllclose(golden.ewe_ccc_clipped.weights, close);
  });

  it('knows an example by hand', () => {
    const weights = eweWeights([
      [-1, 0, 1],
      [0, 1, 2],
      [-2, 2, 0],
    ]);
    // CCCs of raters 0 and 1, 0 and 2, 1 and 2: covs 2/3, variances 2/3, 2/3 and 8/3, shifts 1, 0 and 1.
    const [a, b, c] = [4 / 7, 2 / 5, 4 / 13];
    const sum = 2 * (a + b + c);
    expect(weights).toBeAllclose([(a + b) / sum, (a + c) / sum, (b + c) / sum]);
  });

  it('law: weights are the mean CCCs, clipped and normalized, whatever the order', () => {
    fc.assert(
      fc.property(traces, (all) => {
        const weights = eweWeights(all);
        expect(weights.every((weight) => weight >= 0)).toBe(true);
        expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeAllclose(1, { atol: 1e-12 });
        const { meanCcc } = raterAgreement(all);
        const sum = meanCcc.reduce((total, ccc) => total + (ccc > 0 ? ccc : 0), 0);
        if (sum === 0) {
          expect(weights).toEqual(all.map(() => 1 / all.length));
          return;
        }
        const clipped = weights.map((weight, k) =>
          meanCcc[k]! > 0 ? meanCcc[k]! - weight * sum : weight,
        );
        expect(clipped).toBeAllclose(
          all.map(() => 0),
          { atol: 1e-12 },
        );
        // A mean CCC near 0 may change its sign with the order of its terms.
        fc.pre(sum > 1e-9);
        const reversed = eweWeights([...all].reverse()).reverse();
        expect(reversed).toBeAllclose(weights, { atol: 1e-6 });
      }),
    );
  });

  it('is equal where no rater agrees with another', () => {
    expect(eweWeights([[0, 1]])).toEqual([1]);
    expect(eweWeights([[0, 1], [1, 0]])).toEqual([0.5, 0.5]); // biome-ignore format: one line
    expect(eweWeights([[nan, nan], [1, 0], [1, 0]])).toBeAllclose([0, 0.5, 0.5]); // biome-ignore format: one line
  });

  it('refuses bad input', () => {
    expect(() => eweWeights([])).toThrow(
      new RangeError("eweWeights: 'traces' must not be empty, got none."),
    );
    expect(() => eweWeights([[1], []])).toThrow(
      new RangeError("eweWeights: 'traces[1]' must have 1 entries, got 0."),
    );
  });
});

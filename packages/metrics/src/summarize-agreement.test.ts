import { sixtyFourthsArray } from '@ssvaerr/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { raterAgreement } from './rater-agreement.ts';
import { type NamedAgreement, summarizeAgreement } from './summarize-agreement.ts';

const { NaN: nan } = Number;
const names = ['anna', 'ben', 'cleo', 'dora'];

/** A recording with some of four raters. */
const recording = fc
  .tuple(fc.subarray(names, { minLength: 2 }), fc.integer({ min: 2, max: 8 }))
  .chain(([raters, length]) =>
    fc
      .array(sixtyFourthsArray({ length }), { minLength: raters.length, maxLength: raters.length })
      .map((traces): NamedAgreement => ({ raters, agreement: raterAgreement(traces) })),
  );

describe('summarizeAgreement', () => {
  it('of one recording is its own agreement, without a spread', () => {
    fc.assert(
      fc.property(recording, (one) => {
        const { agreement, raters } = one;
        const summary = summarizeAgreement([one]);
        expect(summary.raters).toEqual(raters);
        expect(summary.icc1.mean).toBe(agreement.icc1);
        expect(summary.humanCccByRater.map(({ mean }) => mean)).toEqual(agreement.humanCcc);
        expect(summary.cccByPair.map((row) => row.map(({ mean }) => mean))).toEqual(
          agreement.pairwiseCcc,
        );
        expect(summary.icc1.sd).toBe(nan);
      }),
    );
  });

  it('does not depend on the order of recordings and raters', () => {
    fc.assert(
      fc.property(fc.array(recording, { minLength: 1, maxLength: 4 }), (recordings) => {
        const by = (list: readonly NamedAgreement[]) => {
          const { raters, cccByPair, humanCccByRater, ccc } = summarizeAgreement(list);
          const named = raters.flatMap((a, i) => [
            [`${a}`, humanCccByRater[i]] as const,
            ...raters.map((b, j) => [`${a} ${b}`, cccByPair[i]![j]] as const),
          ]);
          return [['all', ccc] as const, ...named.sort(([a], [b]) => (a < b ? -1 : 1))];
        };
        const reversed = [...recordings].reverse().map(({ raters, agreement }) => ({
          raters: [...raters].reverse(),
          agreement: {
            ...agreement,
            pairwiseCcc: agreement.pairwiseCcc.map((row) => [...row].reverse()).reverse(),
            pairwisePcc: agreement.pairwisePcc.map((row) => [...row].reverse()).reverse(),
            meanCcc: [...agreement.meanCcc].reverse(),
            humanCcc: [...agreement.humanCcc].reverse(),
          },
        }));
        const [there, back] = [by(recordings), by(reversed)];
        expect(back.map(([name]) => name)).toEqual(there.map(([name]) => name));
        for (const [i, [, spread]] of there.entries()) {
          expect(back[i]![1]!.recordings).toBe(spread!.recordings);
          if (spread!.recordings > 0) expect(back[i]![1]!.mean).toBeCloseTo(spread!.mean, 12);
        }
      }),
    );
  });

  it('averages a pair over the recordings that both rated, by hand', () => {
    const of = (ccc: number, human: readonly number[]) => ({
      samples: 4,
      pairwiseCcc: [
        [1, ccc],
        [ccc, 1],
      ],
      pairwisePcc: [
        [1, nan],
        [nan, 1],
      ],
      meanCcc: [ccc, ccc],
      humanCcc: [...human],
      icc1: ccc,
      iccK: ccc,
      alpha: ccc,
    });
    const summary = summarizeAgreement([
      { raters: ['anna', 'ben'], agreement: of(0.25, [0.25, 0.5]) },
      { raters: ['ben', 'anna'], agreement: of(0.75, [1, 0.75]) },
      { raters: ['ben', 'cleo'], agreement: of(nan, [nan, nan]) },
    ]);
    expect(summary.raters).toEqual(['anna', 'ben', 'cleo']);
    expect(summary.recordings).toBe(3);
    expect(summary.ccc).toEqual({ mean: 0.5, sd: Math.sqrt(0.125), recordings: 2 });
    expect(summary.pcc).toEqual({ mean: nan, sd: nan, recordings: 0 });
    expect(summary.humanCccByRater.map(({ mean }) => mean)).toEqual([0.5, 0.75, nan]);
    expect(summary.cccByPair[1]!.map(({ mean }) => mean)).toEqual([0.5, 1, nan]);
    expect(summary.cccByPair[1]![0]!.recordings).toBe(2);
  });

  it('of nothing has no figures', () => {
    const { recordings, raters, ccc, cccByPair } = summarizeAgreement([]);
    expect([recordings, raters, ccc, cccByPair]).toEqual([
      0,
      [],
      { mean: nan, sd: nan, recordings: 0 },
      [],
    ]);
  });

  it('refuses names that do not fit', () => {
    const agreement = raterAgreement([
      [0, 1],
      [1, 0],
    ]);
    expect(() => summarizeAgreement([{ raters: ['anna'], agreement }])).toThrow(
      "summarizeAgreement: 'raters' must name each of 2 raters once, got anna.",
    );
    expect(() => summarizeAgreement([{ raters: ['anna', 'anna'], agreement }])).toThrow(
      "summarizeAgreement: 'raters' must name each of 2 raters once, got anna, anna.",
    );
  });
});

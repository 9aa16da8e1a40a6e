import { presentMean } from './_present.ts';
import type { RaterAgreement } from './rater-agreement.ts';
import { type Spread, spread } from './spread.ts';

/** Agreement of the raters of one recording, with their names. */
export interface NamedAgreement {
  /** Names of the raters, in the order of `agreement`; the same person has the same name in every recording. */
  readonly raters: readonly string[];
  /** What `raterAgreement` returned for them. */
  readonly agreement: RaterAgreement;
}

/** What {@link summarizeAgreement} returns: each figure is computed per recording, then averaged. */
export interface AgreementSummary {
  /** Recordings that were given. */
  readonly recordings: number;
  /** Names of all raters, in the order of first appearance. */
  readonly raters: readonly string[];
  /** Mean over the pairs of a recording. */
  readonly ccc: Spread;
  /** Mean over the pairs of a recording. */
  readonly pcc: Spread;
  /** Mean over the raters of a recording, each against the mean of the others: the human ceiling for a model. */
  readonly humanCcc: Spread;
  readonly icc1: Spread;
  /** The same number as Cronbach's alpha. */
  readonly iccK: Spread;
  /** Each rater against the mean of the others, `[raters]`. */
  readonly humanCccByRater: readonly Spread[];
  /** CCC of each pair, `[raters][raters]`, over the recordings that both rated; the diagonal is each rater's own. */
  readonly cccByPair: readonly (readonly Spread[])[];
  /** PCC of each pair. */
  readonly pccByPair: readonly (readonly Spread[])[];
}

/**
 * Averages agreement over recordings. Samples of one recording are not independent, so nothing is pooled: every figure
 * is that of a recording first, and the spread is between recordings. Recordings may have different raters: a pair is
 * averaged over the recordings that both rated. What is not defined (NaN) is left out.
 *
 * @param recordings the raters of each recording and their agreement in one dimension.
 * @throws RangeError if the names of a recording are not as many as its raters, or one is there twice.
 * @example
 * ```ts
 * import { raterAgreement, summarizeAgreement } from '@ssvaerr/metrics';
 *
 * const [rise, late, flat] = [[0, 0.2, 0.4], [0, 0, 0.4], [0.2, 0.2, 0.3]];
 * const { ccc, raters, cccByPair } = summarizeAgreement([
 *   { raters: ['anna', 'ben'], agreement: raterAgreement([rise, late]) },
 *   { raters: ['ben', 'cleo'], agreement: raterAgreement([rise, flat]) },
 * ]);
 * console.log(raters.join(' '), ccc.mean.toFixed(2), ccc.sd.toFixed(2)); // anna ben cleo 0.62 0.25
 * console.log(cccByPair[0]?.[1]?.mean.toFixed(2), cccByPair[0]?.[2]?.recordings); // 0.80 0
 * ```
 */
export function summarizeAgreement(recordings: readonly NamedAgreement[]): AgreementSummary {
  for (const { raters, agreement } of recordings) assertNames(raters, agreement);
  const raters = [...new Set(recordings.flatMap((recording) => recording.raters))];
  const over = (figure: (recording: NamedAgreement) => number | undefined) =>
    spread(recordings.map((recording) => figure(recording) ?? Number.NaN));
  const indexes = recordings.map(
    (recording) => new Map(recording.raters.map((name, index) => [name, index])),
  );
  const byPair = (key: 'pairwiseCcc' | 'pairwisePcc') =>
    raters.map((a) =>
      raters.map((b) =>
        spread(
          recordings.map(({ agreement }, at) => {
            const [i, j] = [indexes[at]!.get(a), indexes[at]!.get(b)];
            return i === undefined || j === undefined ? Number.NaN : agreement[key][i]![j]!;
          }),
        ),
      ),
    );
  return {
    recordings: recordings.length,
    raters,
    ccc: over(({ agreement }) => presentMean(pairs(agreement.pairwiseCcc))),
    pcc: over(({ agreement }) => presentMean(pairs(agreement.pairwisePcc))),
    humanCcc: over(({ agreement }) => presentMean(agreement.humanCcc)),
    icc1: over(({ agreement }) => agreement.icc1),
    iccK: over(({ agreement }) => agreement.iccK),
    humanCccByRater: raters.map((name) =>
      spread(
        recordings.map(({ agreement }, at) => {
          const index = indexes[at]!.get(name);
          return index === undefined ? Number.NaN : agreement.humanCcc[index]!;
        }),
      ),
    ),
    cccByPair: byPair('pairwiseCcc'),
    pccByPair: byPair('pairwisePcc'),
  };
}

/** Each pair of a symmetric matrix once, without its diagonal. */
const pairs = (matrix: readonly (readonly number[])[]): number[] =>
  matrix.flatMap((row, i) => row.slice(0, i));

function assertNames(raters: readonly string[], { meanCcc }: RaterAgreement): void {
  if (raters.length === meanCcc.length && new Set(raters).size === raters.length) return;
  throw new RangeError(
    `summarizeAgreement: 'raters' must name each of ${meanCcc.length} raters once, got ${raters.join(', ') || 'none'}.`,
  );
}

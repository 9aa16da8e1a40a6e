import { assertTraces } from './_check-traces.ts';
import { intraclass } from './_intraclass.ts';
import { meanCccs, pairAgreement, pairwise } from './_pairwise.ts';
import { meanTrace, sampleOf } from './_present.ts';

/** What {@link raterAgreement} returns. A trace that is constant over the samples compared "does not vary". */
export interface RaterAgreement {
  /** Samples that all raters have: those behind `icc1`, `iccK` and `alpha`. */
  readonly samples: number;
  /**
   * CCC of each pair of raters over the samples that both have, `[raters][raters]`, symmetric with diagonal 1.
   * 0 if one of the two does not vary; NaN if neither does or if they share fewer than 2 samples.
   */
  readonly pairwiseCcc: number[][];
  /** Pearson's correlation of the same pairs. NaN if one of the two does not vary. */
  readonly pairwisePcc: number[][];
  /** Mean of each rater's CCCs with the others, `[raters]`; NaN values are left out, and without any it is NaN. */
  readonly meanCcc: number[];
  /**
   * CCC of each rater with the mean of the others, `[raters]`: the human ceiling for a model. The samples are those
   * of the rater that another rater has too. NaN as in `pairwiseCcc`, and for one rater.
   */
  readonly humanCcc: number[];
  /**
   * ICC(3,1), the consistency of one rater: at most 1, at least -1 / (raters - 1). NaN with fewer than 2 raters or 2
   * `samples`, and if no rater varies.
   */
  readonly icc1: number;
  /** ICC(3,k), the consistency of the mean of the raters, at most 1. NaN as `icc1`, and if the mean does not vary. */
  readonly iccK: number;
  /** Cronbach's alpha, which is the same number as ICC(3,k). */
  readonly alpha: number;
}

/**
 * Measures how far raters of one recording agree. CCC and PCC have moments divided by n, as in
 * {@link ConcordanceMetric}, but nothing is added to the denominator: agreement does not depend on the unit. With
 * `MSR` and `MSE` the mean squares of samples and of residuals in a two-way analysis of variance and k raters:
 *
 *     ICC(3,1) = (MSR - MSE) / (MSR + (k - 1) MSE)
 *     ICC(3,k) = (MSR - MSE) / MSR
 *
 * Both ignore constant offsets between raters; CCC does not. Samples of a trace are not independent: compute per
 * recording and report the mean and the spread over recordings.
 *
 * @param traces the raters' values of one recording and one dimension, `[raters][samples]`, at common times;
 *   NaN is missing.
 * @throws RangeError on no raters, on lengths that differ and on an infinite value; TypeError on what is not an
 *   array.
 * @see Lin 1989, https://doi.org/10.2307/2532051; Shrout and Fleiss 1979,
 *   https://doi.org/10.1037/0033-2909.86.2.420
 * @example
 * ```ts
 * import { raterAgreement } from '@ssvaerr/metrics';
 *
 * const { samples, pairwiseCcc, humanCcc, icc1, iccK } = raterAgreement([
 *   [0, 0.2, 0.4, 0.2],
 *   [0, 0.1, 0.4, 0.3],
 *   [0.1, 0.2, 0.5, 0.4],
 * ]);
 * console.log(samples, pairwiseCcc[0]?.[1]?.toFixed(2)); // 4 0.89
 * console.log(humanCcc.map((ccc) => ccc.toFixed(2)).join(' ')); // 0.84 0.92 0.80
 * console.log(icc1.toFixed(3), iccK.toFixed(3)); // 0.929 0.975
 * ```
 */
export function raterAgreement(traces: readonly ArrayLike<number>[]): RaterAgreement {
  assertTraces('raterAgreement', traces);
  const complete = Array.from(traces[0]!, (_, t) => t).filter(
    (t) => !sampleOf(traces, t).some(Number.isNaN),
  );
  const pairs = pairwise(traces);
  const { single, mean } = intraclass(traces.map((trace) => complete.map((t) => trace[t]!)));
  return {
    samples: complete.length,
    pairwiseCcc: pairs.map((row) => row.map(({ ccc }) => ccc)),
    pairwisePcc: pairs.map((row) => row.map(({ pcc }) => pcc)),
    meanCcc: meanCccs(pairs),
    humanCcc: traces.map((trace, rater) => {
      const others = traces.filter((_, other) => other !== rater);
      return others.length > 0 ? pairAgreement(trace, meanTrace(others)).ccc : Number.NaN;
    }),
    icc1: single,
    iccK: mean,
    alpha: mean,
  };
}

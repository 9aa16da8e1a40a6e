import { assertTraces } from './_check-traces.ts';
import { meanCccs, pairwise } from './_pairwise.ts';

/**
 * Returns the weights of raters in the evaluator weighted estimator (EWE): each rater's mean CCC with the
 * others, 0 where it is negative or undefined, divided by the sum. If all are 0, the weights are equal.
 *
 * Grimm and Kroschel (2005) weight by Pearson's correlation with the mean of all raters; the CCC is the choice
 * of later toolboxes, which also counts differences of scale and offset.
 *
 * @param traces the raters' values of one recording and one dimension, `[raters][samples]`, at common times;
 *   NaN is missing. Each pair of raters is compared at the samples that both have.
 * @returns one weight per rater, >= 0, with sum 1; `[1]` for one rater.
 * @throws RangeError on no raters, on lengths that differ and on an infinite value; TypeError on what is not an
 *   array.
 * @example
 * ```ts
 * import { eweWeights } from '@ssvaerr/metrics';
 *
 * const traces = [
 *   [0, 0.2, 0.4, 0.2],
 *   [0, 0.1, 0.4, 0.3],
 *   [0.3, 0.2, 0, 0.1], // the opposite of the others
 * ];
 * console.log(eweWeights(traces).map((weight) => weight.toFixed(2)).join(' ')); // 0.70 0.30 0.00
 * ```
 */
export function eweWeights(traces: readonly ArrayLike<number>[]): number[] {
  assertTraces('eweWeights', traces);
  const clipped = meanCccs(pairwise(traces)).map((ccc) => (ccc > 0 ? ccc : 0));
  const sum = clipped.reduce((total, weight) => total + weight, 0);
  return clipped.map((weight) => (sum > 0 ? weight / sum : 1 / traces.length));
}

import { assertTraces } from './_check-traces.ts';
import { present, presentMean } from './_present.ts';

/** Options of {@link raterDelays}. */
export interface RaterDelaysOptions {
  /** Samples per second, finite, > 0. */
  readonly rate: number;
  /** Largest delay that is tried, seconds, > 0 and less than half of the recording. Default 2, as in RECOLA. */
  readonly maxSeconds?: number;
}

/**
 * Estimates how much later than the others each rater answers, by the rule of RECOLA's authors. The delay of a
 * rater behind another is the one within +-`maxSeconds` that minimizes the mean squared error of the two traces,
 * each minus its mean; a rater's delay is the mean over the others. The other trace is compared without
 * `maxSeconds` at both of its ends, so that every delay is judged at the same samples.
 *
 * A pair's delay is 0 if the minimum is at +-`maxSeconds` (none was found) or the other trace is constant. Equal
 * minima: the smallest delay. Missing values are left out; a pair with no samples in common is left out of the mean.
 *
 * The delay is relative to the others, not to the mean of all: if one of k raters is d later than the rest, this
 * rater has d and each other rater has -d / (k - 1). RECOLA's authors shift by these delays. The traces coincide if
 * the delays are multiplied by (k - 1) / k first.
 *
 * @param traces the raters' values of one recording and one dimension, `[raters][samples]`, at common times;
 *   NaN is missing.
 * @returns seconds per rater, positive for one who answers later than the others; NaN for one who has no sample in
 *   common with another, as for a single rater. {@link shiftTrace} by `-Math.round(delay * rate)` removes a delay.
 * @throws RangeError on no raters, on lengths that differ, on an infinite value and on options that do not fit;
 *   TypeError on what is not an array.
 * @example
 * ```ts
 * import { raterDelays } from '@ssvaerr/metrics';
 *
 * const early = [0, 0, 0, 0, 1, 3, 1, 0, 0, 0, 0, 0];
 * const late = [0, 0, 0, 0, 0, 0, 1, 3, 1, 0, 0, 0];
 * console.log(raterDelays([early, late], { rate: 4, maxSeconds: 1 }).join(' ')); // -0.5 0.5
 * ```
 */
export function raterDelays(
  traces: readonly ArrayLike<number>[],
  { rate, maxSeconds = 2 }: RaterDelaysOptions,
): number[] {
  const where = 'raterDelays';
  assertTraces(where, traces);
  for (const [argument, value] of Object.entries({ rate, maxSeconds })) {
    if (Number.isFinite(value) && value > 0) continue;
    throw new RangeError(`${where}: '${argument}' must be finite and > 0, got ${value}.`);
  }
  const { length } = traces[0]!;
  const reach = Math.round(maxSeconds * rate);
  if (length <= 2 * reach) {
    throw new RangeError(
      `${where}: 'maxSeconds' must be less than half of the ${length / rate} s, got ${maxSeconds}.`,
    );
  }
  const centered = traces.map((trace) => {
    const mean = presentMean(trace);
    return Float64Array.from(trace, (value) => value - mean);
  });
  return centered.map((trace, rater) => {
    const others = centered.filter((_, other) => other !== rater);
    return presentMean(others.map((other) => delayBehind(other, trace, reach))) / rate;
  });
}

/** How many samples `trace` is later than `other`; NaN if they have no sample in common. */
function delayBehind(other: Float64Array, trace: Float64Array, reach: number): number {
  const compared = other.subarray(reach, other.length - reach);
  const delays = Array.from({ length: 2 * reach + 1 }, (_, i) => i - reach);
  let [best, least] = [Number.NaN, Number.POSITIVE_INFINITY];
  for (const delay of delays.sort((a, b) => Math.abs(a) - Math.abs(b))) {
    const error = meanSquaredError(compared, trace.subarray(reach + delay));
    if (error < least) [best, least] = [delay, error];
  }
  if (Number.isNaN(best)) return best;
  const found = Math.abs(best) < reach && new Set(present(compared)).size > 1;
  return found ? best : 0;
}

/** Over the samples of `a` that both have; NaN without any. */
function meanSquaredError(a: Float64Array, b: Float64Array): number {
  let [sum, count] = [0, 0];
  for (let t = 0; t < a.length; t++) {
    const error = a[t]! - b[t]!;
    if (Number.isNaN(error)) continue;
    sum += error * error;
    count += 1;
  }
  return sum / count;
}

import { assertTraces } from './_check-traces.ts';
import { meanCccs, pairwise } from './_pairwise.ts';
import { meanTrace, present, presentMean, sampleOf } from './_present.ts';
import { eweWeights } from './ewe-weights.ts';

/**
 * The ways in which {@link fuseTraces} can fuse raters.
 *
 * @example
 * ```ts
 * import { fusions } from '@ssvaerr/metrics';
 *
 * console.log(fusions.join(' ')); // mean median ewe ccc-centred
 * ```
 */
export const fusions = ['mean', 'median', 'ewe', 'ccc-centred'] as const;

/** One of {@link fusions}. */
export type Fusion = (typeof fusions)[number];

type Traces = readonly ArrayLike<number>[];

/**
 * Fuses the traces of several raters into one, the gold standard of a recording. With `y_kt` the value of rater
 * k at sample t and `a_k` the rater's mean CCC with the others:
 *
 *     mean, median   of the raters at each sample
 *     ewe            sum_k w_k y_kt / sum_k w_k, with the weights of {@link eweWeights}
 *     ccc-centred    mean_k y_kt - mean(y) + sum_k a_k mean_t(y_kt) / sum_k a_k
 *
 * A missing value is left out: a sample is fused from the raters who have it, and `mean(y)` is over all values
 * that exist. Where all of these raters have weight 0, `ewe` is their mean. `ccc-centred` is the formula of the
 * AVEC 2018 gold standard of RECOLA: the mean trace, moved to the level of the raters who agree. Its `a_k` may
 * be negative, so it can leave the range of the raters; raters with undefined `a_k` are left out of its sums, and
 * it is `mean` if their sum is 0.
 *
 * @param traces the raters' values of one recording and one dimension, `[raters][samples]`, at common times;
 *   NaN is missing.
 * @param method one of {@link fusions}.
 * @returns `[samples]`, NaN where all raters are missing; for one rater, that rater's values.
 * @throws RangeError on no raters, on lengths that differ, on an infinite value and on an unknown method;
 *   TypeError on what is not an array.
 * @see Grimm and Kroschel 2005, https://doi.org/10.1109/ASRU.2005.1566530, for EWE.
 * @example
 * ```ts
 * import { fuseTraces } from '@ssvaerr/metrics';
 *
 * const traces = [
 *   [0, 0.2, 0.4, 0.2],
 *   [0.1, 0.2, Number.NaN, 0.4],
 *   [0.2, 0.5, 0.6, 0.6],
 * ];
 * console.log(Array.from(fuseTraces(traces, 'mean'), (value) => value.toFixed(1)).join(' ')); // 0.1 0.3 0.5 0.4
 * console.log(fuseTraces(traces, 'median').join(' ')); // 0.1 0.2 0.5 0.4
 * ```
 */
export function fuseTraces(traces: readonly ArrayLike<number>[], method: Fusion): Float64Array {
  if (!fusions.includes(method)) {
    throw new RangeError(
      `fuseTraces: 'method' must be among ${fusions.join(', ')}, got ${method}.`,
    );
  }
  assertTraces('fuseTraces', traces);
  return fusionOf[method](traces);
}

const fusionOf: Readonly<Record<Fusion, (traces: Traces) => Float64Array>> = {
  mean: meanTrace,
  median: (traces) => perSample(traces, median),
  ewe: (traces) => {
    const weights = eweWeights(traces);
    return perSample(traces, (values) => weightedMean(values, weights) ?? presentMean(values));
  },
  'ccc-centred': (traces) => {
    const level = weightedMean(traces.map(presentMean), meanCccs(pairwise(traces)));
    const fused = meanTrace(traces);
    if (level === undefined) return fused;
    const mean = presentMean(traces.flatMap(present));
    return fused.map((value) => value - mean + level);
  },
};

function perSample(traces: Traces, rule: (values: readonly number[]) => number): Float64Array {
  return Float64Array.from({ length: traces[0]!.length }, (_, t) => rule(sampleOf(traces, t)));
}

function median(values: readonly number[]): number {
  const sorted = present(values).sort((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return presentMean([
    sorted[Math.floor(middle)] ?? Number.NaN,
    sorted[Math.ceil(middle)] ?? Number.NaN,
  ]);
}

/** The weighted mean of what is not NaN, in value and weight; undefined if those weights sum to 0. */
function weightedMean(values: readonly number[], weights: readonly number[]): number | undefined {
  let [sum, total] = [0, 0];
  for (const [i, value] of values.entries()) {
    const weight = weights[i]!;
    if (Number.isNaN(value) || Number.isNaN(weight)) continue;
    sum += weight * value;
    total += weight;
  }
  return total === 0 ? undefined : sum / total;
}

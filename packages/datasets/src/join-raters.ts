import type { Fusion } from '@ssvaerr/metrics';
import { fuseRaters } from './fuse-raters.ts';
import type { LabelSeries, Trace } from './label-series.ts';
import { valuesAt } from './values-at.ts';

/** The ratings of one rater, each dimension with times of its own. */
export interface Rating {
  /** The name of the rater. */
  readonly name: string;
  /** In [-1, 1], NaN where missing. */
  readonly arousal: Trace;
  /** In [-1, 1], NaN where missing. */
  readonly valence: Trace;
}

/**
 * Joins the ratings of one recording into a series. Its times are those of all ratings, among which each trace is
 * interpolated linearly; where the files share their times, nothing is interpolated. Several raters are fused.
 *
 * Fused values outside [-1, 1], which CCC-centring can give, are clamped.
 *
 * @param fusion How several raters are fused, one of the `fusions` of `@ssvaerr/metrics`. Default `mean`, the paper's.
 * @throws RangeError if there is no rating or the times of a trace do not ascend.
 * @example
 * ```ts
 * import { joinRaters } from '@ssvaerr/datasets';
 *
 * const times = [0, 0.04];
 * const [anna, ben] = [[0, 0.5], [1, 0.75]].map((values) => ({ times, values }));
 * const ratings = [{ name: 'anna', arousal: anna, valence: ben }, { name: 'ben', arousal: ben, valence: ben }];
 * console.log(Array.from(joinRaters(ratings).arousal)); // [ 0.5, 0.625 ]
 * ```
 */
export function joinRaters(ratings: readonly Rating[], fusion: Fusion = 'mean'): LabelSeries {
  if (ratings.length === 0) throw new RangeError("joinRaters: 'ratings' must not be empty.");
  const times = union(ratings.flatMap(({ arousal, valence }) => [arousal.times, valence.times]));
  const raters = ratings.map(({ name, arousal, valence }) => ({
    name,
    arousal: valuesAt(arousal, times),
    valence: valuesAt(valence, times),
  }));
  const [first] = raters;
  if (raters.length === 1) return { times, arousal: first!.arousal, valence: first!.valence };
  const { arousal, valence } = fuseRaters(times, raters, fusion);
  return { times, arousal: clamped(arousal), valence: clamped(valence), raters };
}

/** CCC-centring moves raters apart from their scale; labels stay in [-1, 1]. */
const clamped = (values: ArrayLike<number>): Float64Array =>
  Float64Array.from(values, (value) => Math.max(-1, Math.min(1, value)));

function union(all: readonly ArrayLike<number>[]): Float64Array {
  const [first, ...others] = all;
  const isSame = (times: ArrayLike<number>) =>
    times === first ||
    (times.length === first!.length && Array.from(times).every((time, i) => time === first![i]));
  if (others.every(isSame)) return Float64Array.from(first!);
  const sorted = all.flatMap((times) => Array.from(times)).sort((a, b) => a - b);
  return Float64Array.from(sorted.filter((time, i) => i === 0 || time > sorted[i - 1]!));
}

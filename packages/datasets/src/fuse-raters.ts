import { type Fusion, fuseTraces } from '@ssvaerr/metrics';
import type { LabelSeries, RaterTrace } from './label-series.ts';

/**
 * Fuses raters whose values are at common times, each dimension by itself.
 *
 * @param times Seconds, `[samples]`.
 * @param raters One or more.
 * @returns a series that keeps the raters. `ccc-centred` may leave [-1, 1].
 * @throws RangeError if there is no rater, or lengths differ.
 * @example
 * ```ts
 * import { fuseRaters } from '@ssvaerr/datasets';
 *
 * const raters = [0.25, 0.75].map((value) => ({ name: `r${value}`, arousal: [value], valence: [0] }));
 * console.log(Array.from(fuseRaters([0], raters, 'median').arousal)); // [ 0.5 ]
 * ```
 */
export function fuseRaters(
  times: ArrayLike<number>,
  raters: readonly RaterTrace[],
  fusion: Fusion,
): LabelSeries & { readonly raters: readonly RaterTrace[] } {
  const fused = (dimension: 'arousal' | 'valence') =>
    fuseTraces(
      raters.map((rater) => rater[dimension]),
      fusion,
    );
  return { times, arousal: fused('arousal'), valence: fused('valence'), raters };
}

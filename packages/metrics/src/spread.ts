import { present, presentMean } from './_present.ts';

/** A figure over recordings. */
export interface Spread {
  /** The mean of the recordings in which it is defined; NaN without any. */
  readonly mean: number;
  /** Their standard deviation, divided by n - 1; NaN with fewer than 2. */
  readonly sd: number;
  /** How many they are. */
  readonly recordings: number;
}

/**
 * Returns mean and standard deviation of a figure over recordings.
 *
 * @param values one for each recording; NaN where it is not defined.
 * @example
 * ```ts
 * import { spread } from '@ssvaerr/metrics';
 *
 * console.log(spread([0.25, 0.75, Number.NaN]).mean, spread([0.5, 1.5, 1]).sd); // 0.5 0.5
 * ```
 */
export function spread(values: ArrayLike<number>): Spread {
  const kept = present(values);
  const mean = presentMean(kept);
  const squares = kept.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const sd = kept.length > 1 ? Math.sqrt(squares / (kept.length - 1)) : Number.NaN;
  return { mean, sd, recordings: kept.length };
}

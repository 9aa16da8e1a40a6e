import type { Dimension } from '@ssvaerr/metrics';

/**
 * The predicted dimensions, in the order of every table and chart.
 *
 * @example
 * ```ts
 * const cccs = dimensions.map((dimension) => scores[dimension].ccc);
 * ```
 */
export const dimensions: readonly Dimension[] = ['arousal', 'valence'];

/** The word with an upper-case first letter. */
export const capitalized = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

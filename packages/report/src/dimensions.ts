/**
 * The predicted dimensions, in the order of every table and chart.
 *
 * @example
 * ```ts
 * const cccs = dimensions.map((dimension) => scores[dimension].ccc);
 * ```
 */
export const dimensions = ['arousal', 'valence'] as const;

/** One of the predicted dimensions. */
export type Dimension = (typeof dimensions)[number];

/** The word with an upper-case first letter. */
export const capitalized = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

import type { Dimension } from '@ssvaerr/metrics';

/**
 * The predicted dimensions, in the order of every table and chart.
 *
 * @example
 * ```ts
 * import { dimensions } from '@ssvaerr/report';
 *
 * const ccc = { valence: 0.5, arousal: 0.7 };
 * console.log(dimensions.map((name) => `${name} ${ccc[name]}`).join(', ')); // arousal 0.7, valence 0.5
 * ```
 */
export const dimensions: readonly Dimension[] = ['arousal', 'valence'];

/** The word with an upper-case first letter. */
export const capitalized = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

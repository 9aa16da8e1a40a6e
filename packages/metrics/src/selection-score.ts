import type { Dimension } from './labeled-prediction.ts';
import type { Scores } from './scores.ts';

/**
 * What the paper selects networks by: the mean of the two CCCs, higher is better.
 *
 * @returns a number in [-1, 1]; -1, the worst, if a CCC is NaN, as it is without labels.
 * @example
 * ```ts
 * import { selectionScore } from '@ssvaerr/metrics';
 *
 * console.log(selectionScore({ arousal: { ccc: 0.25 }, valence: { ccc: 0.75 } })); // 0.5
 * ```
 */
export function selectionScore({
  arousal,
  valence,
}: Readonly<Record<Dimension, Pick<Scores, 'ccc'>>>): number {
  const mean = (arousal.ccc + valence.ccc) / 2;
  return Number.isNaN(mean) ? -1 : mean;
}

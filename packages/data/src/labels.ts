import { checkLabels } from './_check-labels.ts';

/**
 * Replaces missing labels by 0 and marks their frames in a mask.
 *
 * @param labels `[frames, 2]`: arousal, valence in [-1, 1], NaN where missing; not changed.
 * @returns `labels` `[frames, 2]` with 0 in each frame that lacks a label, and `mask` `[frames]`, which is 0 in
 *   these frames and 1 elsewhere.
 * @throws RangeError if a label is neither in [-1, 1] nor NaN, or their number is odd; TypeError if they are not
 *   a Float32Array.
 * @example
 * ```ts
 * import { maskLabels } from '@ssvaerr/data';
 *
 * const { labels, mask } = maskLabels(Float32Array.of(0.5, -0.5, Number.NaN, 0.25));
 * console.log(labels.join(' '), '|', mask.join(' ')); // 0.5 -0.5 0 0 | 1 0
 * ```
 */
export function maskLabels(labels: Float32Array): { labels: Float32Array; mask: Float32Array } {
  checkLabels('maskLabels', labels);
  const known = labels.slice();
  const mask = new Float32Array(labels.length / 2);
  for (let t = 0; t < mask.length; t++) {
    const missing = Number.isNaN(labels[2 * t]) || Number.isNaN(labels[2 * t + 1]);
    if (missing) known.fill(0, 2 * t, 2 * t + 2);
    mask[t] = missing ? 0 : 1;
  }
  return { labels: known, mask };
}

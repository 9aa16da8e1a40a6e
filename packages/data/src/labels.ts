import { checkLabels } from './_check-labels.ts';

/**
 * Missing labels to a mask.
 *
 * @param labels `[frames, 2]`: arousal, valence in [-1, 1], NaN where missing; not changed.
 * @returns `labels` with 0 in each frame that misses one, and `mask`, `[frames]`: 0 there and 1 elsewhere.
 * @throws RangeError if a label is neither in [-1, 1] nor NaN, or their number is odd.
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

import { assertKind, mustBe } from './_checks.ts';
import { show } from './_show.ts';

/** The label columns of a store, in order. */
export const labelNames = ['arousal', 'valence'] as const;

/**
 * Checks that labels are `[frames, 2]`, with `raters` `[frames, raters, 2]`, in [-1, 1] or NaN; the error names the
 * frame and the rater.
 */
export function checkLabels(
  where: string,
  labels: Float32Array,
  argument = 'labels',
  raters?: readonly string[],
): void {
  assertKind(where, argument, labels, Float32Array);
  if (labels.length % 2 !== 0)
    throw mustBe(where, argument, 'have two values per frame', labels.length);
  const at = labels.findIndex((label) => Math.abs(label) > 1);
  if (at >= 0) {
    const pair = Math.floor(at / 2);
    const count = raters?.length ?? 1;
    const by = raters ? `, rater ${show(raters[pair % count])}` : '';
    const got = `${labels[at]} (${labelNames[at % 2]} of frame ${Math.floor(pair / count)}${by})`;
    throw new RangeError(`${where}: '${argument}' must be in [-1, 1] or NaN, got ${got}.`);
  }
}

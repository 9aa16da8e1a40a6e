import { assertKind, mustBe } from './_checks.ts';

/** The label columns of a store, in order. */
export const labelNames = ['arousal', 'valence'] as const;

/** Checks that labels are `[frames, 2]` in [-1, 1] or NaN; the error names the frame. */
export function checkLabels(where: string, labels: Float32Array): void {
  assertKind(where, 'labels', labels, Float32Array);
  if (labels.length % 2 !== 0)
    throw mustBe(where, 'labels', 'have two values per frame', labels.length);
  const at = labels.findIndex((label) => Math.abs(label) > 1);
  if (at >= 0) {
    const got = `${labels[at]} (${labelNames[at % 2]} of frame ${Math.floor(at / 2)})`;
    throw new RangeError(`${where}: 'labels' must be in [-1, 1] or NaN, got ${got}.`);
  }
}

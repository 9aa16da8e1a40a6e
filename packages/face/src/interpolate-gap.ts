import { assertInteger } from './_checks.ts';

/**
 * The landmarks of `count` frames between two that were seen, on a straight line: frame k of 1 to `count`
 * lies `k / (count + 1)` of the way.
 *
 * @param before landmarks of the last frame before the gap, x and y in turn.
 * @param after of the first frame after it, as many.
 * @throws RangeError on another length or a count < 0.
 */
export function interpolateGap(
  before: ArrayLike<number>,
  after: ArrayLike<number>,
  count: number,
): Float32Array[] {
  assertInteger('interpolateGap', 'count', count, 0);
  if (after.length !== before.length) {
    throw new RangeError(
      `interpolateGap: 'after' must hold ${before.length} numbers as 'before' does, got ${after.length}.`,
    );
  }
  return Array.from({ length: count }, (_, k) => {
    const share = (k + 1) / (count + 1);
    return Float32Array.from(before, (value, i) => value + share * (after[i]! - value));
  });
}

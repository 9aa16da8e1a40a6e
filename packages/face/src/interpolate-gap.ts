import { assertInteger } from './_checks.ts';

/**
 * Interpolates the landmarks of `count` missing frames linearly: frame k of 1 to `count` lies `k / (count + 1)` of
 * the way from `before` to `after`.
 *
 * @param before landmarks of the last frame before the gap, x and y in turn.
 * @param after landmarks of the first frame after the gap, as many numbers.
 * @param count number of missing frames, an integer >= 0.
 * @throws RangeError if the lengths differ or `count` is out of range.
 * @example
 * ```ts
 * import { interpolateGap } from '@ssvaerr/face';
 *
 * const [frame] = interpolateGap([0, 10], [4, 20], 1);
 * console.log(frame?.join(' ')); // 2 15
 * ```
 */
export function interpolateGap(
  before: ArrayLike<number>,
  after: ArrayLike<number>,
  count: number,
): Float32Array[] {
  assertInteger('interpolateGap', 'count', count, 0);
  if (after.length !== before.length) {
    throw new RangeError(
      `interpolateGap: 'after' must hold ${before.length} numbers like 'before', got ${after.length}.`,
    );
  }
  return Array.from({ length: count }, (_, k) => {
    const share = (k + 1) / (count + 1);
    return Float32Array.from(before, (value, i) => value + share * (after[i]! - value));
  });
}

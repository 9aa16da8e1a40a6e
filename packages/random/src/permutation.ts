import { assertCount, assertInteger } from './_checks.ts';
import { nextBelow, wordStream } from './_stream.ts';

/**
 * Returns a random order of `0 .. count - 1` (Fisher and Yates); all orders are equally likely. Its first `k` entries are a
 * sample of size `k` without replacement.
 *
 * @param seed safe integer, usually from {@link foldSeed}.
 * @param count length of the result, an integer in [0, 2^31 - 1].
 * @throws RangeError if `seed` is not a safe integer or `count` is out of range.
 * @example
 * ```ts
 * import { permutation } from '@ssvaerr/random';
 *
 * console.log(permutation(42, 5).join(' ')); // 4 2 0 1 3
 * ```
 */
export function permutation(seed: number, count: number): Int32Array {
  assertInteger('permutation', 'seed', seed);
  assertCount('permutation', 'count', count);
  if (count >= 2 ** 31) {
    throw new RangeError(`permutation: 'count' must be < 2^31, got ${count}.`);
  }
  const next = wordStream(seed);
  const order = Int32Array.from({ length: count }, (_, i) => i);
  for (let i = count - 1; i > 0; i--) {
    const j = nextBelow(next, i + 1);
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return order;
}

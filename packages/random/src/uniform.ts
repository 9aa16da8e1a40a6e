import { assertCount, assertFinite, assertInteger } from './_checks.ts';
import { nextBelow, nextUnit, wordStream } from './_stream.ts';

/** The half-open interval of a uniform draw. */
export interface UniformOptions {
  /** Lower bound, included. Default 0. */
  readonly low?: number;
  /** Upper bound, excluded, although rounding to float32 may reach it in {@link uniforms}. Default 1. */
  readonly high?: number;
}

/**
 * Draws one number uniformly from `[low, high)`.
 *
 * @param seed safe integer, usually from {@link foldSeed}. The same seed gives the same draw.
 * @returns a float64.
 * @throws RangeError if `seed` is not a safe integer, a bound is not finite or `low > high`.
 * @example
 * ```ts
 * import { uniform } from '@ssvaerr/random';
 *
 * console.log(uniform(42, { low: -1, high: 1 }).toFixed(3)); // 0.762
 * ```
 */
export function uniform(seed: number, { low = 0, high = 1 }: UniformOptions = {}): number {
  assertInteger('uniform', 'seed', seed);
  assertInterval('uniform', low, high);
  return low + (high - low) * nextUnit(wordStream(seed));
}

/**
 * Draws `count` numbers uniformly from `[low, high)`.
 *
 * @param seed safe integer, usually from {@link foldSeed}.
 * @param count length of the result, an integer >= 0.
 * @returns `Float32Array` of length `count`.
 * @throws RangeError if `seed` is not a safe integer, a bound is not finite, `low > high` or `count` is not an
 *   integer >= 0.
 * @example
 * ```ts
 * import { uniforms } from '@ssvaerr/random';
 *
 * console.log(Array.from(uniforms(42, 3), (x) => x.toFixed(2)).join(' ')); // 0.88 0.54 0.38
 * ```
 */
export function uniforms(
  seed: number,
  count: number,
  { low = 0, high = 1 }: UniformOptions = {},
): Float32Array {
  assertInteger('uniforms', 'seed', seed);
  assertCount('uniforms', 'count', count);
  assertInterval('uniforms', low, high);
  const next = wordStream(seed);
  return Float32Array.from({ length: count }, () => low + (high - low) * nextUnit(next));
}

/**
 * Draws one integer from `[low, high)`; all are equally likely (no modulo bias).
 *
 * @param seed safe integer, usually from {@link foldSeed}.
 * @param low lower bound, included.
 * @param high upper bound, excluded; at most `low + 2^32`.
 * @throws RangeError if `seed` or a bound is not a safe integer, or if the interval is empty or too wide.
 * @example
 * ```ts
 * import { uniformInteger } from '@ssvaerr/random';
 *
 * console.log(uniformInteger(42, 1, 7)); // 5
 * ```
 */
export function uniformInteger(seed: number, low: number, high: number): number {
  assertInteger('uniformInteger', 'seed', seed);
  assertInteger('uniformInteger', 'low', low);
  assertInteger('uniformInteger', 'high', high);
  if (high <= low || high - low > 2 ** 32) {
    throw new RangeError(
      `uniformInteger: 'high' must be in (low, low + 2^32], got low ${low}, high ${high}.`,
    );
  }
  return low + nextBelow(wordStream(seed), high - low);
}

function assertInterval(where: string, low: number, high: number): void {
  assertFinite(where, 'low', low);
  assertFinite(where, 'high', high);
  if (low > high) {
    throw new RangeError(`${where}: 'low' must be <= 'high', got low ${low}, high ${high}.`);
  }
}

import { assertCount, assertFinite, assertInteger } from './_checks.ts';
import { nextUnit, wordStream } from './_stream.ts';

/** Mean and standard deviation of a normal draw. */
export interface NormalOptions {
  /** Mean, finite. Default 0. */
  readonly mean?: number;
  /** Standard deviation, finite and >= 0. Default 1. */
  readonly std?: number;
}

/**
 * Draws one number from the normal distribution.
 *
 * @param seed safe integer, usually from {@link foldSeed}.
 * @returns a float64.
 * @throws RangeError if `seed` is not a safe integer, an option is not finite or `std` is negative.
 * @example
 * ```ts
 * import { normal } from '@ssvaerr/random';
 *
 * console.log(normal(42, { mean: 10, std: 2 }).toFixed(3)); // 12.059
 * ```
 */
export function normal(seed: number, { mean = 0, std = 1 }: NormalOptions = {}): number {
  assertInteger('normal', 'seed', seed);
  assertMoments('normal', mean, std);
  return mean + std * normalStream(seed)();
}

/**
 * Draws `count` numbers from the normal distribution.
 *
 * @param seed safe integer, usually from {@link foldSeed}.
 * @param count length of the result, an integer >= 0.
 * @returns `Float32Array` of length `count`.
 * @throws RangeError if `seed` is not a safe integer, an option is not finite, `std` is negative or `count` is not an
 *   integer >= 0.
 * @example
 * ```ts
 * import { normals } from '@ssvaerr/random';
 *
 * const draws = normals(42, 10_000);
 * const mean = draws.reduce((sum, x) => sum + x) / draws.length;
 * console.log(Math.abs(mean) < 0.03); // true
 * ```
 */
export function normals(
  seed: number,
  count: number,
  { mean = 0, std = 1 }: NormalOptions = {},
): Float32Array {
  assertInteger('normals', 'seed', seed);
  assertCount('normals', 'count', count);
  assertMoments('normals', mean, std);
  const next = normalStream(seed);
  return Float32Array.from({ length: count }, () => mean + std * next());
}

/** Returns a stream of normals by Marsaglia and Bray's polar method (1964): two from each point in the unit disc. */
function normalStream(seed: number): () => number {
  const words = wordStream(seed);
  let spare: number | undefined;
  return () => {
    if (spare !== undefined) {
      const value = spare;
      spare = undefined;
      return value;
    }
    let x: number;
    let y: number;
    let r: number;
    do {
      x = 2 * nextUnit(words) - 1;
      y = 2 * nextUnit(words) - 1;
      r = x * x + y * y;
    } while (r >= 1 || r === 0);
    const scale = Math.sqrt((-2 * Math.log(r)) / r);
    spare = y * scale;
    return x * scale;
  };
}

function assertMoments(where: string, mean: number, std: number): void {
  assertFinite(where, 'mean', mean);
  assertFinite(where, 'std', std);
  if (std < 0) throw new RangeError(`${where}: 'std' must be >= 0, got ${std}.`);
}

import { assertInteger } from './_checks.ts';
import { nextUnit, wordStream } from './_stream.ts';

/**
 * Returns `true` with the given probability.
 *
 * @param seed safe integer, usually from {@link foldSeed}.
 * @param probability in [0, 1]; 0 means never, 1 always.
 * @throws RangeError if `seed` is not a safe integer or `probability` is outside [0, 1].
 * @example
 * ```ts
 * import { bernoulli, foldSeed } from '@ssvaerr/random';
 *
 * console.log(bernoulli(foldSeed(42, 'flip', 3), 0.5)); // true
 * ```
 */
export function bernoulli(seed: number, probability: number): boolean {
  assertInteger('bernoulli', 'seed', seed);
  if (!(probability >= 0 && probability <= 1)) {
    throw new RangeError(`bernoulli: 'probability' must be in [0, 1], got ${probability}.`);
  }
  return nextUnit(wordStream(seed)) < probability;
}

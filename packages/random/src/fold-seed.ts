import { assertInteger } from './_checks.ts';
import { absorb, absorbInteger, type State, toSeed } from './_hash.ts';

/** The purpose of a draw as at least one name or index, such as `('augment', epoch, clip)`. */
export type SeedPath = readonly [string | number, ...(string | number)[]];

// Tags keep `1`, `'1'`, `('ab')` and `('a', 'b')` apart.
const numberTag = 0x6e756d62;
const stringTag = 0x73747269;

/**
 * Derives the seed of one purpose from the seed of the run. A draw then depends on *what* it is for and not on *when* it
 * happens, so workers, order and resuming cannot change it.
 *
 * Folding is associative: `foldSeed(s, 'a', 'b') === foldSeed(foldSeed(s, 'a'), 'b')`.
 *
 * @param seed safe integer, including 0 and negative ones.
 * @param path names (strings, compared by UTF-16 units) and indices (safe integers).
 * @returns an integer in [1, 2^53 - 1]. It is never 0, which TF.js treats as "no seed".
 * @throws RangeError if the seed or an index is not a safe integer; TypeError if the path is empty.
 * @example
 * ```ts
 * import { foldSeed } from '@ssvaerr/random';
 *
 * const [epoch, clip] = [3, 17];
 * const ofClip = foldSeed(42, 'augment', epoch, clip);
 * console.log(ofClip === foldSeed(foldSeed(42, 'augment'), epoch, clip)); // true
 * ```
 */
export function foldSeed(seed: number, ...path: SeedPath): number {
  assertInteger('foldSeed', 'seed', seed);
  if (path.length === 0) {
    throw new TypeError("foldSeed: 'path' must have at least one entry, got none.");
  }
  return path.reduce<number>(foldOne, seed);
}

function foldOne(seed: number, part: string | number): number {
  const state: State = { a: 0x243f6a88, b: 0x85a308d3 };
  absorbInteger(state, seed);
  if (typeof part === 'string') {
    absorb(state, stringTag);
    for (let i = 0; i < part.length; i++) absorb(state, part.charCodeAt(i));
    absorb(state, part.length);
  } else {
    if (!Number.isSafeInteger(part)) {
      throw new RangeError(
        `foldSeed: 'path' must hold strings and safe integers, got ${String(part)}.`,
      );
    }
    absorb(state, numberTag);
    absorbInteger(state, part);
  }
  absorb(state, 0); // one more round, so that the last word is mixed into both halves
  return toSeed(state);
}

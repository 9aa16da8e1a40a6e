import { absorb, absorbInteger, type State } from './_hash.ts';

/**
 * Returns a stream of 32-bit words: xoshiro128** (Blackman and Vigna 2018, public domain), whose state is filled from the
 * seed by the same hash as `foldSeed`.
 */
export function wordStream(seed: number): () => number {
  const state: State = { a: 0x13198a2e, b: 0x03707344 };
  absorbInteger(state, seed);
  absorb(state, 1);
  let [s0, s1] = [state.a, state.b];
  // Never all zero, the one state the generator cannot leave: absorbing 2 moves (0, 0) elsewhere.
  absorb(state, 2);
  let [s2, s3] = [state.a, state.b];

  return () => {
    const scrambled = Math.imul(s1, 5);
    const word = Math.imul((scrambled << 7) | (scrambled >>> 25), 9) >>> 0;
    const shifted = s1 << 9;
    s2 ^= s0;
    s3 ^= s1;
    s1 ^= s2;
    s0 ^= s3;
    s2 ^= shifted;
    s3 = (s3 << 11) | (s3 >>> 21);
    return word;
  };
}

/** Returns a uniform float64 in [0, 1): 53 random bits from two words. */
export function nextUnit(next: () => number): number {
  const high = next() >>> 5;
  const low = next() >>> 6;
  return (high * 2 ** 26 + low) / 2 ** 53;
}

/** Returns a uniform integer in [0, bound), without modulo bias, for bounds up to 2^32. */
export function nextBelow(next: () => number, bound: number): number {
  const limit = 2 ** 32 - (2 ** 32 % bound);
  let word = next();
  while (word >= limit) word = next();
  return word % bound;
}

/** A seed in the generator: two 32-bit words, hashed as one 64-bit state. */
export interface State {
  a: number;
  b: number;
}

/** MurmurHash3's 32-bit finaliser (Appleby, public domain): every input bit reaches every output bit. */
export function mix32(word: number): number {
  let h = word;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/**
 * Absorbs one 32-bit word. For a fixed word this is a bijection of the 64-bit state (two Feistel rounds), so distinct seeds
 * stay distinct for paths of any length.
 */
export function absorb(state: State, word: number): void {
  state.a = (state.a ^ mix32((state.b + word + 0x9e3779b9) | 0)) >>> 0;
  state.b = (state.b ^ mix32((state.a + Math.imul(word, 0x7feb352d) + 0x6a09e667) | 0)) >>> 0;
}

/** Absorbs a safe integer as its low word, its high word and its sign. */
export function absorbInteger(state: State, value: number): void {
  const magnitude = Math.abs(value);
  absorb(state, magnitude >>> 0);
  absorb(state, Math.floor(magnitude / 2 ** 32) * 2 + (value < 0 ? 1 : 0));
}

/** Returns the top 53 bits of the state as a seed: an integer in [1, 2^53 - 1], never 0. */
export function toSeed({ a, b }: State): number {
  return (a >>> 11) * 2 ** 32 + b || 1;
}

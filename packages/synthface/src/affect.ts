import { foldSeed } from '@ssvaerr/random';
import { assertSeed } from './_checks.ts';
import { drift } from './_drift.ts';

/** Arousal and valence at one instant. */
export interface Affect {
  /** From -1 (sleepy) to 1 (excited). */
  readonly arousal: number;
  /** From -1 (unpleasant) to 1 (pleasant). */
  readonly valence: number;
}

/**
 * Returns the affect of one clip as a function of time in seconds: two independent smooth processes with periods of
 * 4 to 20 s, compressed into (-1, 1). The standard deviation over clips is about 0.57.
 *
 * @param seed safe integer; the same seed gives the same trajectory.
 * @throws RangeError if the seed is not a safe integer.
 * @example
 * ```ts
 * import { affectOf } from '@ssvaerr/synthface';
 *
 * const { arousal, valence } = affectOf(1)(2.5); // at 2.5 s
 * console.log(arousal.toFixed(2), valence.toFixed(2)); // -0.58 -0.90
 * ```
 */
export function affectOf(seed: number): (seconds: number) => Affect {
  assertSeed('affectOf', 'seed', seed);
  const arousal = drift(foldSeed(seed, 'arousal'), 20, 4);
  const valence = drift(foldSeed(seed, 'valence'), 20, 4);
  return (seconds) => ({ arousal: squash(arousal(seconds)), valence: squash(valence(seconds)) });
}

/** Algebraic, so that no exponential is rounded differently elsewhere. */
function squash(x: number): number {
  return x / Math.sqrt(1 + x * x);
}

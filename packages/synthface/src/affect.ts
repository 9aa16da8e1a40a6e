import { foldSeed } from '@ssvaerr/random';
import { assertSeed } from './_checks.ts';
import { drift } from './_drift.ts';

/** Arousal and valence at one instant. */
export interface Affect {
  /** In [-1, 1]: sleepy to excited. */
  readonly arousal: number;
  /** In [-1, 1]: unpleasant to pleasant. */
  readonly valence: number;
}

/**
 * The affect of one clip as a function of time in seconds: two independent smooth processes with
 * periods of 4 to 20 s, squashed into (-1, 1). Standard deviation over clips about 0.57.
 *
 * @param seed safe integer: the same seed, the same trajectory.
 * @throws RangeError if the seed is not a safe integer.
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

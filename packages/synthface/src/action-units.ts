import { assertWithin } from './_checks.ts';
import { clamp, smoothStep } from './_ramp.ts';
import type { Affect } from './affect.ts';

/** Intensities in [0, 1] of the facial action units (FACS, Ekman and Friesen 1978) that are drawn. */
export interface ActionUnits {
  /** Inner brow raiser. */
  readonly au1: number;
  /** Outer brow raiser. */
  readonly au2: number;
  /** Brow lowerer. */
  readonly au4: number;
  /** Upper lid raiser. */
  readonly au5: number;
  /** Cheek raiser. */
  readonly au6: number;
  /** Lip corner puller. */
  readonly au12: number;
  /** Lip corner depressor. */
  readonly au15: number;
  /** Jaw drop. */
  readonly au26: number;
  /** Eye closure: drooping lids, without the blinks. */
  readonly au43: number;
}

/**
 * A neutral face: every action unit is 0.
 *
 * @example
 * ```ts
 * import { restingFace } from '@ssvaerr/synthface';
 *
 * const smile = { ...restingFace, au6: 0.5, au12: 1 };
 * console.log(smile.au12, smile.au4); // 1 0
 * ```
 */
export const restingFace: ActionUnits = {
  au1: 0,
  au2: 0,
  au4: 0,
  au5: 0,
  au6: 0,
  au12: 0,
  au15: 0,
  au26: 0,
  au43: 0,
};

/**
 * Returns the facial action units that show an affect. The signs are published; the shapes of the ramps are this
 * generator's own:
 *
 * | unit | rises with | source |
 * |---|---|---|
 * | 12 | valence | zygomaticus major: Lang et al. 1993; Larsen et al. 2003 |
 * | 6 | valence, above neutral | with 12 the smile of enjoyment: Ekman, Davidson and Friesen 1990 |
 * | 4 | -valence | corrugator supercilii, linear: Larsen et al. 2003 |
 * | 15 | -valence | sadness 1+4+15: Ekman and Friesen 1978 |
 * | 1, 2, 5, 26 | arousal | surprise 1+2+5+26: Ekman and Friesen 1978 |
 * | 43 | -arousal | drooping lids of the sleepy end of the arousal axis: Russell 1980 |
 *
 * Head motion rises with arousal too (Gunes and Pantic 2010); it is part of a clip's pose.
 *
 * @param affect arousal and valence in [-1, 1].
 * @param expressiveness factor of all intensities, in [0, 2]; the intensities stay in [0, 1].
 * @throws RangeError if an argument is out of range.
 * @see Lang et al., Psychophysiology 30 (1993); Larsen, Norris, Cacioppo, Psychophysiology 40 (2003)
 * @example
 * ```ts
 * import { actionUnitsOf } from '@ssvaerr/synthface';
 *
 * const { au12, au4 } = actionUnitsOf({ arousal: 0, valence: 0.8 }, 1);
 * console.log(au12.toFixed(2), au4.toFixed(2)); // 0.90 0.00
 * ```
 */
export function actionUnitsOf({ arousal, valence }: Affect, expressiveness: number): ActionUnits {
  assertWithin('actionUnitsOf', 'arousal', arousal, -1, 1);
  assertWithin('actionUnitsOf', 'valence', valence, -1, 1);
  assertWithin('actionUnitsOf', 'expressiveness', expressiveness, 0, 2);
  const show = (low: number, high: number, x: number) =>
    clamp(expressiveness * smoothStep(low, high, x), 0, 1);
  return {
    au1: show(-0.6, 1.1, arousal),
    au2: show(-0.8, 1.1, arousal),
    au4: show(-0.4, 1.1, -valence),
    au5: show(-0.4, 1.1, arousal),
    au6: show(-0.2, 1.1, valence),
    au12: show(-0.4, 1.1, valence),
    au15: show(-0.2, 1.1, -valence),
    au26: show(-0.3, 1.1, arousal),
    au43: show(-0.3, 1.1, -arousal),
  };
}

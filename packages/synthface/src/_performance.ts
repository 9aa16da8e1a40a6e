import { foldSeed } from '@ssvaerr/random';
import type { OverTime } from './_drift.ts';
import type { Articulation, Expression } from './_face-shape.ts';
import { backdropOf, blinkOf, gazeOf, lightOf, poseOf } from './_motion.ts';
import { type ActionUnits, actionUnitsOf } from './action-units.ts';
import { type Affect, affectOf } from './affect.ts';
import { type Identity, identityOf } from './identity.ts';
import { rate, ratersOf } from './raters.ts';
import type { View } from './render.ts';
import { speechOf } from './speech.ts';

/** One clip before it is filmed: who, and everything that happens as functions of time in seconds. */
export interface Performance {
  /** Seed of what is left to draw. */
  readonly seed: number;
  readonly who: Identity;
  readonly affect: (seconds: number) => Affect;
  readonly articulation: (seconds: number) => Articulation;
  readonly actionUnits: (seconds: number) => ActionUnits;
  readonly expression: (seconds: number) => Expression;
  readonly view: (seconds: number) => View;
  /** The labels. */
  readonly arousal: OverTime;
  readonly valence: OverTime;
}

export function performanceOf(
  dataSet: number,
  subject: number,
  clip: number,
  duration: number,
): Performance {
  const seed = foldSeed(dataSet, 'subject', subject, 'clip', clip);
  const who = identityOf(dataSet, subject);
  const affect = affectOf(foldSeed(seed, 'affect'));
  const articulation = speechOf(foldSeed(seed, 'speech'), duration);
  const actionUnits = (seconds: number) => actionUnitsOf(affect(seconds), who.expressiveness);
  const blink = blinkOf(foldSeed(seed, 'blink'), who.blinkInterval);
  const gaze = gazeOf(foldSeed(seed, 'gaze'));
  const pose = poseOf(foldSeed(seed, 'pose'), (seconds) => affect(seconds).arousal);
  const light = lightOf(foldSeed(seed, 'light'));
  const backdrop = backdropOf(foldSeed(seed, 'backdrop'));
  const raters = ratersOf(dataSet);
  const rated = (dimension: keyof Affect) =>
    rate(foldSeed(seed, 'rated', dimension), raters, (seconds) => affect(seconds)[dimension]);
  return {
    seed,
    who,
    affect,
    articulation,
    actionUnits,
    expression: (seconds) => {
      const [gazeX, gazeY] = gaze(seconds);
      return {
        actionUnits: actionUnits(seconds),
        articulation: articulation(seconds),
        blink: blink(seconds),
        gazeX,
        gazeY,
      };
    },
    view: (seconds) => ({ pose: pose(seconds), light: light(seconds), backdrop }),
    arousal: rated('arousal'),
    valence: rated('valence'),
  };
}

import { foldSeed } from '@ssvaerr/random';
import * as tf from '@tensorflow/tfjs-core';
import { augmentation } from './_augmentation.ts';
import { assertFunctions } from './_checks.ts';
import type { Augmentation } from './augmentation.ts';

/**
 * One augmentation after the other; step `i` gets the seed `foldSeed(seed, i)`. Without any step, a
 * copy of the clip.
 *
 * @throws TypeError if a step is not a function.
 */
export function compose(...steps: readonly Augmentation[]): Augmentation {
  assertFunctions('compose', 'steps', steps);
  return augmentation('compose', (clip, seed) =>
    steps.reduce((result, step, i) => step(result, foldSeed(seed, i)), tf.clone(clip)),
  );
}

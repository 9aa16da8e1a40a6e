import { foldSeed } from '@ssvaerr/random';
import * as tf from '@tensorflow/tfjs-core';
import { augmentation } from './_augmentation.ts';
import { assertFunctions } from './_checks.ts';
import type { Augmentation } from './augmentation.ts';

/**
 * Chains augmentations: step `i` gets the seed `foldSeed(seed, i)`. Without steps, the result copies the clip.
 *
 * @throws TypeError if a step is not a function.
 * @example
 * ```ts
 * import { compose, randomCrop, randomHorizontalFlip } from '@ssvaerr/augment';
 * import * as tf from '@tensorflow/tfjs';
 *
 * const augment = compose(randomHorizontalFlip(), randomCrop({ size: 80 }));
 * const clip = tf.zeros<tf.Rank.R4>([5, 96, 96, 1]);
 * console.log(augment(clip, 42).shape.join()); // 5,80,80,1
 * ```
 */
export function compose(...steps: readonly Augmentation[]): Augmentation {
  assertFunctions('compose', 'steps', steps);
  return augmentation('compose', (clip, seed) =>
    steps.reduce((result, step, i) => step(result, foldSeed(seed, i)), tf.clone(clip)),
  );
}

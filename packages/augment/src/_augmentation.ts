import * as tf from '@tensorflow/tfjs-core';
import { assertClip, assertSeed } from './_checks.ts';
import type { Augmentation } from './augmentation.ts';

/** Wraps `apply` in the checks that all augmentations share and in one tidy. */
export function augmentation(where: string, apply: Augmentation): Augmentation {
  return (clip, seed) => {
    assertClip(where, clip);
    assertSeed(where, 'seed', seed);
    return tf.tidy(() => apply(clip, seed));
  };
}

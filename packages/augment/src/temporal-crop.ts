import { uniformInteger } from '@ssvaerr/random';
import * as tf from '@tensorflow/tfjs-core';
import { augmentation } from './_augmentation.ts';
import { assertInteger } from './_checks.ts';
import type { Augmentation } from './augmentation.ts';

/** Length of the random segment. */
export interface RandomTemporalCropOptions {
  /** Its length, an integer >= 1: at most the clip's. */
  readonly frames: number;
}

/**
 * Consecutive frames of a clip, from a random one on, each beginning equally likely. In front of what makes
 * two views it takes them from two moments of a clip, at most `time - frames` frames apart: what lasts is then
 * what they share.
 *
 * @returns `[frames, height, width, channels]`, exact to the bit.
 * @throws RangeError if `frames` is not an integer >= 1; when applied, if the clip is shorter.
 * @see Feichtenhofer et al. 2021, section 3 (rho views of one video), https://arxiv.org/abs/2104.14558
 */
export function randomTemporalCrop({ frames }: RandomTemporalCropOptions): Augmentation {
  assertInteger('randomTemporalCrop', 'frames', frames);
  return augmentation('randomTemporalCrop', (clip, seed) => {
    const [time] = clip.shape;
    assertInteger('randomTemporalCrop', 'frames', frames, [1, time]);
    const start = uniformInteger(seed, 0, time - frames + 1);
    // A slice would do as well, but where it begins is part of the structure of a recorded step.
    const indices = Int32Array.from({ length: frames }, (_, i) => start + i);
    return tf.gather(clip, tf.tensor1d(indices, 'int32'), 0);
  });
}

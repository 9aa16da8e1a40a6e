import { uniformInteger } from '@ssvaerr/random';
import * as tf from '@tensorflow/tfjs-core';
import { augmentation } from './_augmentation.ts';
import { assertInteger } from './_checks.ts';
import type { Augmentation } from './augmentation.ts';

/** Length of the random segment. */
export interface RandomTemporalCropOptions {
  /** Number of frames, an integer >= 1, at most the clip's. */
  readonly frames: number;
}

/**
 * Takes consecutive frames of a clip from a random start; all starts are equally likely. Before augmentations that make
 * two views, it takes the views from different instants, at most `time - frames` frames apart. The views then share
 * only what is constant over that time.
 *
 * @returns an augmentation that gives `[frames, height, width, channels]`, exact to the bit.
 * @throws RangeError if `frames` is not an integer >= 1; when applied, if the clip is shorter.
 * @see Feichtenhofer et al. 2021, section 3 (rho views of one video), https://arxiv.org/abs/2104.14558
 * @example
 * ```ts
 * import { randomTemporalCrop } from '@ssvaerr/augment';
 * import * as tf from '@tensorflow/tfjs';
 *
 * const clip = tf.reshape(tf.range(0, 8), [8, 1, 1, 1]) as tf.Tensor4D;
 * console.log(randomTemporalCrop({ frames: 4 })(clip, 42).dataSync()); // Float32Array(4) [ 3, 4, 5, 6 ]
 * ```
 */
export function randomTemporalCrop({ frames }: RandomTemporalCropOptions): Augmentation {
  assertInteger('randomTemporalCrop', 'frames', frames);
  return augmentation('randomTemporalCrop', (clip, seed) => {
    const [time] = clip.shape;
    assertInteger('randomTemporalCrop', 'frames', frames, [1, time]);
    const start = uniformInteger(seed, 0, time - frames + 1);
    // Not a slice, whose start would be part of the structure of a recorded step.
    const indices = Int32Array.from({ length: frames }, (_, i) => start + i);
    return tf.gather(clip, tf.tensor1d(indices, 'int32'), 0);
  });
}

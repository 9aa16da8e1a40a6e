import * as tf from '@tensorflow/tfjs-core';
import { assertClips, assertFunctions, assertSeeds } from './_checks.ts';
import type { Augmentation } from './augmentation.ts';

/**
 * Augments each clip of a batch with its own seed: row `i` is `augmentation(clip i, seeds[i])`.
 *
 * @param clips float32 `[batch, time, height, width, channels]` in [0, 1].
 * @param seeds one safe integer per clip, for example `foldSeed(run, 'augment', epoch, clip)`.
 * @returns `[batch, ...shape of an augmented clip]`.
 * @throws TypeError if `augmentation` is not a function, `clips` not a float32 tensor or `seeds` not an array;
 *   RangeError if `clips` has another shape, or `seeds` another length or an entry that is not a safe integer.
 * @example
 * ```ts
 * import { augmentBatch, randomCrop } from '@ssvaerr/augment';
 * import * as tf from '@tensorflow/tfjs';
 *
 * const clips = tf.zeros<tf.Rank.R5>([2, 5, 96, 96, 1]);
 * const cropped = augmentBatch(randomCrop({ size: 80 }), clips, [17, 18]);
 * console.log(cropped.shape.join()); // 2,5,80,80,1
 * ```
 */
export function augmentBatch(
  augmentation: Augmentation,
  clips: tf.Tensor5D,
  seeds: readonly number[],
): tf.Tensor5D {
  assertFunctions('augmentBatch', 'augmentation', [augmentation]);
  assertClips('augmentBatch', clips);
  assertSeeds('augmentBatch', seeds, clips.shape[0]);
  return tf.tidy(() => {
    const rows = tf.unstack(clips) as tf.Tensor4D[];
    return tf.stack(rows.map((clip, i) => augmentation(clip, seeds[i]!))) as tf.Tensor5D;
  });
}

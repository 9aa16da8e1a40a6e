import * as tf from '@tensorflow/tfjs-core';
import { assertClips, assertFunctions, assertSeeds } from './_checks.ts';
import type { Augmentation } from './augmentation.ts';

/**
 * Augments each clip of a batch with a seed of its own: row `i` is `augmentation(clip i, seeds[i])`.
 *
 * @param clips float32 `[batch, time, height, width, channels]` in [0, 1].
 * @param seeds one for each clip, `foldSeed(run, 'augment', epoch, clip)` say.
 * @returns `[batch, ...shape of an augmented clip]`.
 * @throws TypeError or RangeError if an argument is of another kind or shape.
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

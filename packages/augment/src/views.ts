import { foldSeed } from '@ssvaerr/random';
import type * as tf from '@tensorflow/tfjs-core';
import { assertClip, assertClips, assertFunctions, assertSeed, assertSeeds } from './_checks.ts';
import { augmentBatch } from './augment-batch.ts';
import type { Augmentation } from './augmentation.ts';

/**
 * Several views of one clip: view `i` is `augmentations[i](clip, foldSeed(seed, i))`. With the lists of
 * `dino` it is DINO's multi-crop.
 *
 * @param clip float32 `[time, height, width, channels]` in [0, 1].
 * @returns one clip for each augmentation.
 * @throws TypeError or RangeError if an argument is of another kind or shape.
 */
export function views(
  augmentations: readonly Augmentation[],
  clip: tf.Tensor4D,
  seed: number,
): tf.Tensor4D[] {
  assertFunctions('views', 'augmentations', augmentations);
  assertClip('views', clip);
  assertSeed('views', 'seed', seed);
  return augmentations.map((augment, i) => augment(clip, foldSeed(seed, i)));
}

/**
 * {@link views} of a batch: row `j` of view `i` is view `i` of clip `j`.
 *
 * @param clips float32 `[batch, time, height, width, channels]` in [0, 1].
 * @param seeds one for each clip.
 * @returns one batch for each augmentation.
 * @throws TypeError or RangeError if an argument is of another kind or shape.
 */
export function batchViews(
  augmentations: readonly Augmentation[],
  clips: tf.Tensor5D,
  seeds: readonly number[],
): tf.Tensor5D[] {
  assertFunctions('batchViews', 'augmentations', augmentations);
  assertClips('batchViews', clips);
  assertSeeds('batchViews', seeds, clips.shape[0]);
  return augmentations.map((augment, i) =>
    augmentBatch(
      augment,
      clips,
      seeds.map((seed) => foldSeed(seed, i)),
    ),
  );
}

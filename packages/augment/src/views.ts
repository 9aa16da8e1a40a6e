import { foldSeed } from '@ssvaerr/random';
import type * as tf from '@tensorflow/tfjs-core';
import { assertClip, assertClips, assertFunctions, assertSeed, assertSeeds } from './_checks.ts';
import { augmentBatch } from './augment-batch.ts';
import type { Augmentation } from './augmentation.ts';

/**
 * Makes several views of one clip: view `i` is `augmentations[i](clip, foldSeed(seed, i))`. With the augmentations of
 * `dino` this is DINO's multi-crop.
 *
 * @param clip float32 `[time, height, width, channels]` in [0, 1].
 * @returns one clip per augmentation.
 * @throws TypeError if an augmentation is not a function or `clip` is not a float32 tensor; RangeError if
 *   `clip` has another shape or `seed` is not a safe integer.
 * @example
 * ```ts
 * import { byol, views } from '@ssvaerr/augment';
 * import * as tf from '@tensorflow/tfjs';
 *
 * const clip = tf.zeros<tf.Rank.R4>([5, 96, 96, 1]);
 * console.log(views(byol(), clip, 42).map(({ shape }) => shape.join()).join(' ')); // 5,96,96,1 5,96,96,1
 * ```
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
 * Makes several views of every clip of a batch: row `j` of view `i` is view `i` of clip `j`. See {@link views}.
 *
 * @param clips float32 `[batch, time, height, width, channels]` in [0, 1].
 * @param seeds one safe integer per clip.
 * @returns one batch per augmentation.
 * @throws TypeError if an augmentation is not a function or `clips` is not a float32 tensor; RangeError if
 *   `clips` has another shape, or `seeds` another length or an entry that is not a safe integer.
 * @example
 * ```ts
 * import { batchViews, randomCrop } from '@ssvaerr/augment';
 * import * as tf from '@tensorflow/tfjs';
 *
 * const clips = tf.zeros<tf.Rank.R5>([2, 5, 96, 96, 1]);
 * const crop = randomCrop({ size: 80 });
 * const [first, second] = batchViews([crop, crop], clips, [17, 18]);
 * console.log(first!.shape.join(), second!.shape.join()); // 2,5,80,80,1 2,5,80,80,1
 * ```
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

import { permutation } from '@ssvaerr/random';
import * as tf from '@tensorflow/tfjs-core';
import { augmentation } from './_augmentation.ts';
import { assertClip, assertInteger, assertWithin } from './_checks.ts';
import { tones } from './_tones.ts';
import type { Augmentation } from './augmentation.ts';

/** Share of the frames that become black. */
export interface RandomMissingFramesOptions {
  /** Share of the frames, in [0, 1]. The number is rounded to whole frames. Default 0.2. */
  readonly fraction?: number;
}

/**
 * Blackens the listed frames; the others stay unchanged.
 *
 * @param clip float32 `[time, height, width, channels]`.
 * @param frames indices, integers in [0, time - 1].
 * @returns float32, the shape of `clip`.
 * @throws TypeError if `clip` is not a float32 tensor; RangeError if it has another shape
 *   or an index is out of range.
 * @example
 * ```ts
 * import { missingFrames } from '@ssvaerr/augment';
 * import * as tf from '@tensorflow/tfjs';
 *
 * const clip = tf.ones<tf.Rank.R4>([4, 1, 1, 1]);
 * console.log(missingFrames(clip, [0, 2]).dataSync()); // Float32Array(4) [ 0, 1, 0, 1 ]
 * ```
 */
export function missingFrames(clip: tf.Tensor4D, frames: readonly number[]): tf.Tensor4D {
  assertClip('missingFrames', clip);
  for (const frame of frames)
    assertInteger('missingFrames', 'frames', frame, [0, clip.shape[0] - 1]);
  return tf.tidy(() => blanked(clip, frames));
}

/**
 * Blackens exactly `round(fraction * time)` random frames, all equally likely. See {@link missingFrames}.
 *
 * @throws RangeError if `fraction` is outside [0, 1].
 * @see SS-VAERR, section V-D and Table IV, "Missing Frames 20%".
 * @example
 * ```ts
 * import { randomMissingFrames } from '@ssvaerr/augment';
 * import * as tf from '@tensorflow/tfjs';
 *
 * const clip = tf.ones<tf.Rank.R4>([5, 1, 1, 1]);
 * console.log(randomMissingFrames()(clip, 42).dataSync()); // Float32Array(5) [ 1, 1, 1, 1, 0 ]
 * ```
 */
export function randomMissingFrames({
  fraction = 0.2,
}: RandomMissingFramesOptions = {}): Augmentation {
  assertWithin('randomMissingFrames', 'fraction', fraction, [0, 1]);
  return augmentation('randomMissingFrames', (clip, seed) => {
    const time = clip.shape[0];
    return blanked(clip, [...permutation(seed, time).subarray(0, Math.round(fraction * time))]);
  });
}

function blanked(clip: tf.Tensor4D, frames: readonly number[]): tf.Tensor4D {
  const kept = new Float32Array(clip.shape[0]).fill(1);
  for (const frame of frames) kept[frame] = 0;
  return tones(clip, (x) => tf.mul(x, tf.tensor2d(kept, [kept.length, 1])));
}

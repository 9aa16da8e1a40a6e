import { bernoulli } from '@ssvaerr/random';
import * as tf from '@tensorflow/tfjs-core';
import { augmentation } from './_augmentation.ts';
import { assertClip, assertWithin } from './_checks.ts';
import { resample, selection } from './_resample.ts';
import type { Augmentation } from './augmentation.ts';

/** Probability of flipping a clip. */
export interface RandomHorizontalFlipOptions {
  /** Probability, in [0, 1]. Default 0.5. */
  readonly probability?: number;
}

/**
 * Mirrors every frame, exact to the bit: `out[t, y, x, c] = in[t, y, width - 1 - x, c]`.
 *
 * @param clip float32 `[time, height, width, channels]`.
 * @returns float32, the shape of `clip`.
 * @throws TypeError if `clip` is not a float32 tensor; RangeError if it has another shape.
 * @example
 * ```ts
 * import { horizontalFlip } from '@ssvaerr/augment';
 * import * as tf from '@tensorflow/tfjs';
 *
 * const clip = tf.tensor4d([0, 0.25, 1], [1, 1, 3, 1]);
 * console.log(horizontalFlip(clip).dataSync()); // Float32Array(3) [ 1, 0.25, 0 ]
 * ```
 */
export function horizontalFlip(clip: tf.Tensor4D): tf.Tensor4D {
  assertClip('horizontalFlip', clip);
  return tf.tidy(() => mirrored(clip, true));
}

/**
 * Mirrors whole clips at random. See {@link horizontalFlip}.
 *
 * @throws RangeError if `probability` is outside [0, 1].
 * @see SS-VAERR, section V-D.
 * @example
 * ```ts
 * import { randomHorizontalFlip } from '@ssvaerr/augment';
 * import * as tf from '@tensorflow/tfjs';
 *
 * const clip = tf.tensor4d([0, 0.25, 1], [1, 1, 3, 1]);
 * console.log(randomHorizontalFlip({ probability: 1 })(clip, 42).dataSync()); // Float32Array(3) [ 1, 0.25, 0 ]
 * ```
 */
export function randomHorizontalFlip({
  probability = 0.5,
}: RandomHorizontalFlipOptions = {}): Augmentation {
  assertWithin('randomHorizontalFlip', 'probability', probability, [0, 1]);
  return augmentation('randomHorizontalFlip', (clip, seed) =>
    mirrored(clip, bernoulli(seed, probability)),
  );
}

function mirrored(clip: tf.Tensor4D, flip: boolean): tf.Tensor4D {
  const width = clip.shape[2];
  return resample(clip, { columns: selection(width, width, (x) => (flip ? width - 1 - x : x)) });
}

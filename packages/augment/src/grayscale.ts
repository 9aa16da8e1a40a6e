import { bernoulli } from '@ssvaerr/random';
import type * as tf from '@tensorflow/tfjs-core';
import { augmentation } from './_augmentation.ts';
import { assertClip, assertWithin } from './_checks.ts';
import { adjustSaturation } from './adjust-saturation.ts';
import type { Augmentation } from './augmentation.ts';

/** Probability of converting a clip to gray. */
export interface RandomGrayscaleOptions {
  /** Probability, in [0, 1]. Default 0.2. */
  readonly probability?: number;
}

/**
 * Converts a clip to gray: every channel becomes the lightness `0.299 red + 0.587 green + 0.114 blue`. The number of
 * channels stays.
 *
 * @param clip float32 `[time, height, width, channels]` in [0, 1].
 * @returns float32, the shape of `clip`.
 * @throws TypeError if `clip` is not a float32 tensor; RangeError if it has another shape.
 * @example
 * ```ts
 * import { grayscale } from '@ssvaerr/augment';
 * import * as tf from '@tensorflow/tfjs';
 *
 * const red = tf.tensor4d([1, 0, 0], [1, 1, 1, 3]);
 * console.log(Array.from(grayscale(red).dataSync(), (x) => x.toFixed(3)).join(' ')); // 0.299 0.299 0.299
 * ```
 */
export function grayscale(clip: tf.Tensor4D): tf.Tensor4D {
  assertClip('grayscale', clip);
  return adjustSaturation(clip, { factor: 0 });
}

/**
 * Converts whole clips to gray at random. See {@link grayscale}.
 *
 * @throws RangeError if `probability` is outside [0, 1].
 * @see Grill et al. 2020, appendix B, https://arxiv.org/abs/2006.07733
 * @example
 * ```ts
 * import { randomGrayscale } from '@ssvaerr/augment';
 * import * as tf from '@tensorflow/tfjs';
 *
 * const red = tf.tensor4d([1, 0, 0], [1, 1, 1, 3]);
 * console.log(randomGrayscale({ probability: 0 })(red, 42).dataSync()); // Float32Array(3) [ 1, 0, 0 ]
 * ```
 */
export function randomGrayscale({ probability = 0.2 }: RandomGrayscaleOptions = {}): Augmentation {
  assertWithin('randomGrayscale', 'probability', probability, [0, 1]);
  return augmentation('randomGrayscale', (clip, seed) =>
    adjustSaturation(clip, { factor: bernoulli(seed, probability) ? 0 : 1 }),
  );
}

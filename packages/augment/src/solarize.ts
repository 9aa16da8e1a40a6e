import { bernoulli } from '@ssvaerr/random';
import * as tf from '@tensorflow/tfjs-core';
import { augmentation } from './_augmentation.ts';
import { assertClip, assertFinite, assertWithin } from './_checks.ts';
import { inverted, outOfReach } from './_invert.ts';
import type { Augmentation } from './augmentation.ts';

/** Threshold at and above which pixels are inverted. */
export interface SolarizeOptions {
  /** Threshold, finite. Default 0.5. */
  readonly threshold?: number;
}

/** Probability and threshold of solarization. */
export interface RandomSolarizeOptions extends SolarizeOptions {
  /** Probability, in [0, 1]. Default 0.2. */
  readonly probability?: number;
}

/**
 * Inverts the light pixels: `x >= threshold` becomes `1 - x`.
 *
 * @param clip float32 `[time, height, width, channels]` in [0, 1].
 * @returns float32, the shape of `clip`.
 * @throws TypeError if `clip` is not a float32 tensor; RangeError if it has another shape
 *   or `threshold` is not finite.
 * @example
 * ```ts
 * import { solarize } from '@ssvaerr/augment';
 * import * as tf from '@tensorflow/tfjs';
 *
 * const clip = tf.tensor4d([0, 0.25, 1], [1, 1, 3, 1]);
 * console.log(solarize(clip).dataSync()); // Float32Array(3) [ 0, 0.25, 0 ]
 * ```
 */
export function solarize(
  clip: tf.Tensor4D,
  { threshold = 0.5 }: SolarizeOptions = {},
): tf.Tensor4D {
  assertClip('solarize', clip);
  assertFinite('solarize', 'threshold', threshold);
  return tf.tidy(() => inverted(clip, (x) => tf.greaterEqual(x, threshold)));
}

/**
 * Solarizes whole clips at random. See {@link solarize}.
 *
 * @throws RangeError if an option is out of range.
 * @see Grill et al. 2020, appendix B, https://arxiv.org/abs/2006.07733: probability 0.2 for the second view only.
 * @example
 * ```ts
 * import { randomSolarize } from '@ssvaerr/augment';
 * import * as tf from '@tensorflow/tfjs';
 *
 * const clip = tf.tensor4d([0, 0.25, 1], [1, 1, 3, 1]);
 * console.log(randomSolarize({ probability: 1 })(clip, 42).dataSync()); // Float32Array(3) [ 0, 0.25, 0 ]
 * ```
 */
export function randomSolarize({
  probability = 0.2,
  threshold = 0.5,
}: RandomSolarizeOptions = {}): Augmentation {
  assertWithin('randomSolarize', 'probability', probability, [0, 1]);
  assertFinite('randomSolarize', 'threshold', threshold);
  return augmentation('randomSolarize', (clip, seed) => {
    const from = bernoulli(seed, probability) ? threshold : outOfReach;
    return inverted(clip, (x) => tf.greaterEqual(x, from));
  });
}

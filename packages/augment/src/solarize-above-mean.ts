import { bernoulli, foldSeed } from '@ssvaerr/random';
import * as tf from '@tensorflow/tfjs-core';
import { augmentation } from './_augmentation.ts';
import { assertClip, assertOneOf, assertWithin } from './_checks.ts';
import { inverted, outOfReach } from './_invert.ts';
import { type MeanOver, meanLightness } from './_lightness.ts';
import type { Augmentation } from './augmentation.ts';

/** Mean that is the threshold of solarization. */
export interface SolarizeAboveMeanOptions {
  /** Whether the threshold is the mean of each frame or of the clip. Default 'frame'. */
  readonly mean?: MeanOver;
}

/** Probability and threshold of solarization. */
export interface RandomSolarizeAboveMeanOptions extends SolarizeAboveMeanOptions {
  /** Probability, in [0, 1]. Default 0.2. */
  readonly probability?: number;
  /** Whether there is one draw per clip or one per frame. Default 'clip'. */
  readonly per?: 'clip' | 'frame';
}

/**
 * Inverts the pixels that are lighter than the mean lightness: `x > mean` becomes `1 - x`. A uniform frame stays
 * unchanged, except where its mean is rounded down.
 *
 * @param clip float32 `[time, height, width, channels]` in [0, 1].
 * @returns float32, the shape of `clip`.
 * @throws TypeError if `clip` is not a float32 tensor; RangeError if it has another shape
 *   or `mean` is unknown.
 * @example
 * ```ts
 * import { solarizeAboveMean } from '@ssvaerr/augment';
 * import * as tf from '@tensorflow/tfjs';
 *
 * const clip = tf.tensor4d([0, 0.25, 0.75], [1, 1, 3, 1]);
 * console.log(solarizeAboveMean(clip).dataSync()); // Float32Array(3) [ 0, 0.25, 0.25 ]
 * ```
 */
export function solarizeAboveMean(
  clip: tf.Tensor4D,
  { mean = 'frame' }: SolarizeAboveMeanOptions = {},
): tf.Tensor4D {
  assertClip('solarizeAboveMean', clip);
  assertOneOf('solarizeAboveMean', 'mean', mean, ['frame', 'clip']);
  return tf.tidy(() => inverted(clip, (x) => tf.greater(x, meanLightness(clip, mean))));
}

/**
 * Solarizes clips at random. See {@link solarizeAboveMean}.
 *
 * @throws RangeError if an option is out of range.
 * @see SS-VAERR, section V-D: "We solarize above the average lightness, the effect is applied to 20% of
 *   the training images".
 * @example
 * ```ts
 * import { randomSolarizeAboveMean } from '@ssvaerr/augment';
 * import * as tf from '@tensorflow/tfjs';
 *
 * const clip = tf.tensor4d([0, 0.25, 0.75], [1, 1, 3, 1]);
 * console.log(randomSolarizeAboveMean({ probability: 1 })(clip, 42).dataSync()); // Float32Array(3) [ 0, 0.25, 0.25 ]
 * ```
 */
export function randomSolarizeAboveMean({
  probability = 0.2,
  mean = 'frame',
  per = 'clip',
}: RandomSolarizeAboveMeanOptions = {}): Augmentation {
  assertWithin('randomSolarizeAboveMean', 'probability', probability, [0, 1]);
  assertOneOf('randomSolarizeAboveMean', 'mean', mean, ['frame', 'clip']);
  assertOneOf('randomSolarizeAboveMean', 'per', per, ['clip', 'frame']);
  return augmentation('randomSolarizeAboveMean', (clip, seed) => {
    const time = clip.shape[0];
    const margins = Array.from({ length: time }, (_, frame) => {
      const draw = per === 'clip' ? seed : foldSeed(seed, frame);
      return bernoulli(draw, probability) ? 0 : outOfReach;
    });
    const threshold = tf.add(meanLightness(clip, mean), tf.tensor2d(margins, [time, 1]));
    return inverted(clip, (x) => tf.greater(x, threshold));
  });
}

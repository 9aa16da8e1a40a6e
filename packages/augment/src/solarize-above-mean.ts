import { bernoulli, foldSeed } from '@ssvaerr/random';
import * as tf from '@tensorflow/tfjs-core';
import { augmentation } from './_augmentation.ts';
import { assertClip, assertOneOf, assertWithin } from './_checks.ts';
import { inverted, outOfReach } from './_invert.ts';
import { type MeanOver, meanLightness } from './_lightness.ts';
import type { Augmentation } from './augmentation.ts';

/** Threshold of solarization. */
export interface SolarizeAboveMeanOptions {
  /** Above the mean of its frame, or of the clip. Default 'frame'. */
  readonly mean?: MeanOver;
}

/** Probability and threshold of solarization. */
export interface RandomSolarizeAboveMeanOptions extends SolarizeAboveMeanOptions {
  /** In [0, 1]. Default 0.2. */
  readonly probability?: number;
  /** One draw for the whole clip, or one for each frame. Default 'clip'. */
  readonly per?: 'clip' | 'frame';
}

/**
 * Inverts what is lighter than the mean lightness: `x > mean` becomes `1 - x`. In a frame of a single
 * tone nothing is lighter than the mean but by rounding.
 *
 * @param clip float32 `[time, height, width, channels]` in [0, 1].
 * @throws TypeError or RangeError if `clip` is no clip, RangeError on another `mean`.
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
 * {@link solarizeAboveMean} with a probability.
 *
 * @throws RangeError on an option.
 * @see SS-VAERR, section V-D: "We solarize above the average lightness, the effect is applied to 20% of
 *   the training images".
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

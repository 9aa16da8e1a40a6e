import { bernoulli } from '@ssvaerr/random';
import * as tf from '@tensorflow/tfjs-core';
import { augmentation } from './_augmentation.ts';
import { assertClip, assertFinite, assertWithin } from './_checks.ts';
import { inverted, outOfReach } from './_invert.ts';
import type { Augmentation } from './augmentation.ts';

/** Threshold from which pixels are inverted. */
export interface SolarizeOptions {
  /** Finite. Default 0.5. */
  readonly threshold?: number;
}

/** Probability and threshold of solarization. */
export interface RandomSolarizeOptions extends SolarizeOptions {
  /** In [0, 1]. Default 0.2. */
  readonly probability?: number;
}

/**
 * Inverts the light tones: `x >= threshold` becomes `1 - x`.
 *
 * @param clip float32 `[time, height, width, channels]` in [0, 1].
 * @throws TypeError or RangeError if `clip` is no clip, RangeError if `threshold` is not finite.
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
 * {@link solarize} of the whole clip with a probability.
 *
 * @throws RangeError on an option.
 * @see Grill et al. 2020, appendix B: probability 0.2, of the second view only.
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

import { bernoulli } from '@ssvaerr/random';
import type * as tf from '@tensorflow/tfjs-core';
import { augmentation } from './_augmentation.ts';
import { assertClip, assertWithin } from './_checks.ts';
import { adjustSaturation } from './adjust-saturation.ts';
import type { Augmentation } from './augmentation.ts';

/** Probability of graying a clip. */
export interface RandomGrayscaleOptions {
  /** In [0, 1]. Default 0.2. */
  readonly probability?: number;
}

/**
 * The lightness `0.299 red + 0.587 green + 0.114 blue` in every channel; the number of channels stays.
 *
 * @param clip float32 `[time, height, width, channels]` in [0, 1].
 * @throws TypeError or RangeError if `clip` is no clip.
 */
export function grayscale(clip: tf.Tensor4D): tf.Tensor4D {
  assertClip('grayscale', clip);
  return adjustSaturation(clip, { factor: 0 });
}

/**
 * {@link grayscale} of the whole clip with a probability.
 *
 * @throws RangeError if `probability` is outside [0, 1].
 * @see Grill et al. 2020, appendix B.
 */
export function randomGrayscale({ probability = 0.2 }: RandomGrayscaleOptions = {}): Augmentation {
  assertWithin('randomGrayscale', 'probability', probability, [0, 1]);
  return augmentation('randomGrayscale', (clip, seed) =>
    adjustSaturation(clip, { factor: bernoulli(seed, probability) ? 0 : 1 }),
  );
}

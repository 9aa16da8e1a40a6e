import * as tf from '@tensorflow/tfjs-core';
import { assertAtLeast, assertClip, assertFinite } from './_checks.ts';
import { clipped, tones } from './_tones.ts';

/** Options of {@link adjustBrightness}. */
export interface AdjustBrightnessOptions {
  /** Factor of the pixels, >= 0. Default 1. */
  readonly factor?: number;
  /** Added to the pixels after that, finite. Default 0. */
  readonly delta?: number;
}

/**
 * `factor * x + delta`, clipped to [0, 1]: torchvision and DINO multiply, BYOL adds.
 *
 * @param clip float32 `[time, height, width, channels]` in [0, 1].
 * @throws TypeError or RangeError if `clip` is no clip, RangeError on an option.
 */
export function adjustBrightness(
  clip: tf.Tensor4D,
  { factor = 1, delta = 0 }: AdjustBrightnessOptions,
): tf.Tensor4D {
  assertClip('adjustBrightness', clip);
  assertAtLeast('adjustBrightness', 'factor', factor, 0);
  assertFinite('adjustBrightness', 'delta', delta);
  return tf.tidy(() => tones(clip, (x) => clipped(tf.add(tf.mul(x, factor), delta))));
}

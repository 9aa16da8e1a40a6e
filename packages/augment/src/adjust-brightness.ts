import * as tf from '@tensorflow/tfjs-core';
import { assertAtLeast, assertClip, assertFinite } from './_checks.ts';
import { clipped, tones } from './_tones.ts';

/** Options of {@link adjustBrightness}. */
export interface AdjustBrightnessOptions {
  /** Factor of the pixels, >= 0. Default 1. */
  readonly factor?: number;
  /** Number added after the multiplication, finite. Default 0. */
  readonly delta?: number;
}

/**
 * Changes the brightness to `factor * x + delta`, clipped to [0, 1]. Torchvision and DINO multiply; BYOL adds.
 *
 * @param clip float32 `[time, height, width, channels]` in [0, 1].
 * @returns float32, the shape of `clip`.
 * @throws TypeError if `clip` is not a float32 tensor; RangeError if it has another shape,
 *   or if an option is out of range.
 * @example
 * ```ts
 * import { adjustBrightness } from '@ssvaerr/augment';
 * import * as tf from '@tensorflow/tfjs';
 *
 * const clip = tf.tensor4d([0, 0.25, 1], [1, 1, 3, 1]);
 * console.log(adjustBrightness(clip, { delta: 0.5 }).dataSync()); // Float32Array(3) [ 0.5, 0.75, 1 ]
 * ```
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

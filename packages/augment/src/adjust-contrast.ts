import * as tf from '@tensorflow/tfjs-core';
import { assertAtLeast, assertClip, assertOneOf } from './_checks.ts';
import { type MeanOver, meanLightness } from './_lightness.ts';
import { clipped, tones } from './_tones.ts';

/** Options of {@link adjustContrast}. */
export interface AdjustContrastOptions {
  /** Factor of the distances from the mean lightness, >= 0; 1 changes nothing. */
  readonly factor: number;
  /** Whether the mean is that of each frame or of the clip. Default 'frame'. */
  readonly mean?: MeanOver;
}

/**
 * Changes the contrast to `factor * x + (1 - factor) * mean`, clipped to [0, 1]. The mean is that of the
 * lightness, as in torchvision; DeepMind's BYOL uses the mean of each channel.
 *
 * @param clip float32 `[time, height, width, channels]` in [0, 1].
 * @returns float32, the shape of `clip`.
 * @throws TypeError if `clip` is not a float32 tensor; RangeError if it has another shape,
 *   or if an option is out of range.
 * @example
 * ```ts
 * import { adjustContrast } from '@ssvaerr/augment';
 * import * as tf from '@tensorflow/tfjs';
 *
 * const clip = tf.tensor4d([0.25, 0.75], [1, 1, 2, 1]);
 * console.log(adjustContrast(clip, { factor: 0.5 }).dataSync()); // Float32Array(2) [ 0.375, 0.625 ]
 * ```
 */
export function adjustContrast(
  clip: tf.Tensor4D,
  { factor, mean = 'frame' }: AdjustContrastOptions,
): tf.Tensor4D {
  assertClip('adjustContrast', clip);
  assertAtLeast('adjustContrast', 'factor', factor, 0);
  assertOneOf('adjustContrast', 'mean', mean, ['frame', 'clip']);
  return tf.tidy(() => {
    const offset = tf.mul(meanLightness(clip, mean), 1 - factor);
    return tones(clip, (x) => clipped(tf.add(tf.mul(x, factor), offset)));
  });
}

import * as tf from '@tensorflow/tfjs-core';
import { assertAtLeast, assertClip, assertOneOf } from './_checks.ts';
import { type MeanOver, meanLightness } from './_lightness.ts';
import { clipped, tones } from './_tones.ts';

/** Options of {@link adjustContrast}. */
export interface AdjustContrastOptions {
  /** Multiplies the distances from the mean lightness, >= 0; 1 leaves the clip as it is. */
  readonly factor: number;
  /** The mean of each frame, or of the clip. Default 'frame'. */
  readonly mean?: MeanOver;
}

/**
 * `factor * x + (1 - factor) * mean`, clipped to [0, 1]. The mean is that of the lightness, as in
 * torchvision; DeepMind's BYOL takes each channel's own.
 *
 * @param clip float32 `[time, height, width, channels]` in [0, 1].
 * @throws TypeError or RangeError if `clip` is no clip, RangeError on an option.
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

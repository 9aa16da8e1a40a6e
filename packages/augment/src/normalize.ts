import * as tf from '@tensorflow/tfjs-core';
import { assertClip, assertFinite, assertPositive } from './_checks.ts';
import { tones } from './_tones.ts';

/** Moments of the pixels of a data set. */
export interface NormalizeOptions {
  /** Finite. */
  readonly mean: number;
  /** Standard deviation, > 0. */
  readonly std: number;
}

/**
 * `(x - mean) / std`: the last step before the network, after all augmentations, so that black is
 * still 0 in them.
 *
 * @param clip float32 `[time, height, width, channels]`.
 * @throws TypeError or RangeError if `clip` is no clip, RangeError on an option.
 */
export function normalize(clip: tf.Tensor4D, { mean, std }: NormalizeOptions): tf.Tensor4D {
  assertClip('normalize', clip);
  assertFinite('normalize', 'mean', mean);
  assertPositive('normalize', 'std', std);
  return tf.tidy(() => tones(clip, (x) => tf.div(tf.sub(x, mean), std)));
}

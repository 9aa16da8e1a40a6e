import * as tf from '@tensorflow/tfjs-core';
import { assertClip, assertFinite, assertPositive } from './_checks.ts';
import { tones } from './_tones.ts';

/** Mean and standard deviation of the pixels of a data set. */
export interface NormalizeOptions {
  /** Mean, finite. */
  readonly mean: number;
  /** Standard deviation, finite and > 0. */
  readonly std: number;
}

/**
 * Normalizes a clip to `(x - mean) / std`. Do this last, after all augmentations, which take black as 0.
 *
 * @param clip float32 `[time, height, width, channels]`.
 * @returns float32, the shape of `clip`.
 * @throws TypeError if `clip` is not a float32 tensor; RangeError if it has another shape,
 *   or if an option is out of range.
 * @example
 * ```ts
 * import { normalize } from '@ssvaerr/augment';
 * import * as tf from '@tensorflow/tfjs';
 *
 * const clip = tf.tensor4d([0, 0.25, 1], [1, 1, 3, 1]);
 * console.log(normalize(clip, { mean: 0.5, std: 0.25 }).dataSync()); // Float32Array(3) [ -2, -1, 2 ]
 * ```
 */
export function normalize(clip: tf.Tensor4D, { mean, std }: NormalizeOptions): tf.Tensor4D {
  assertClip('normalize', clip);
  assertFinite('normalize', 'mean', mean);
  assertPositive('normalize', 'std', std);
  return tf.tidy(() => tones(clip, (x) => tf.div(tf.sub(x, mean), std)));
}

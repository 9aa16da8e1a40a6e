import * as tf from '@tensorflow/tfjs-core';
import { assertPair } from './_checks.ts';
import { masked, maskedMean } from './_masked.ts';
import type { MaskOptions } from './mask.ts';

/**
 * Computes the mean squared error over the frames that count.
 *
 * @param prediction float32, any shape.
 * @param target float32, same shape.
 * @returns scalar >= 0; 0 if no frame counts.
 * @throws TypeError if a dtype is wrong; RangeError if shapes differ or are empty.
 * @see SS-VAERR, Eq. 2.
 * @example
 * ```ts
 * import { mse } from '@ssvaerr/losses';
 * import * as tf from '@tensorflow/tfjs';
 *
 * console.log(mse(tf.tensor1d([0, 1]), tf.tensor1d([0, 0])).dataSync()[0]!.toFixed(3)); // 0.500
 * ```
 */
export function mse(
  prediction: tf.Tensor,
  target: tf.Tensor,
  { mask }: MaskOptions = {},
): tf.Scalar {
  assertPair('mse', prediction, target, mask);
  // Masked before squaring, so that the gradient of a dropped NaN is 0 and not 0 * NaN.
  return tf.tidy(() => maskedMean(tf.square(masked(tf.sub(prediction, target), mask)), mask));
}

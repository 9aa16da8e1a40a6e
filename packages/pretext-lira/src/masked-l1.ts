import * as tf from '@tensorflow/tfjs-core';
import { assertShape } from './_checks.ts';

/**
 * Computes the mean absolute error over unmasked frames and all dimensions, >= 0; it is 0 if every frame is masked.
 * Values of masked frames, even NaN, change neither the result nor the gradient.
 *
 * @param prediction float32 `[batch, time, width]`.
 * @param target float32 `[batch, time, width]`.
 * @param mask float32 `[batch, time]`: 0 masks a frame, any other number keeps it.
 * @returns scalar.
 * @throws TypeError if a tensor is not float32; RangeError if shapes differ or are empty.
 * @see LiRA (Ma et al. 2021); the paper's Fig. 1(a), "L1 loss".
 * @example
 * ```ts
 * import { maskedL1 } from '@ssvaerr/pretext-lira';
 * import * as tf from '@tensorflow/tfjs';
 *
 * const [prediction, target] = [[1, 2, 9], [0, 0, 0]].map((x) => tf.tensor3d(x, [1, 3, 1]));
 * const mask = tf.tensor2d([[1, 1, 0]]); // the last frame is padding
 * console.log(maskedL1(prediction!, target!, mask).dataSync()[0]); // 1.5
 * ```
 */
export function maskedL1(
  prediction: tf.Tensor3D,
  target: tf.Tensor3D,
  mask: tf.Tensor2D,
): tf.Scalar {
  assertShape('maskedL1', 'prediction', prediction, ['batch', 'time', 'width']);
  assertShape('maskedL1', 'target', target, prediction.shape);
  assertShape('maskedL1', 'mask', mask, prediction.shape.slice(0, 2));
  return tf.tidy(() => {
    const counts = tf.expandDims(tf.notEqual(mask, 0), 2);
    const difference = tf.sub(prediction, target);
    // Masked here, so that the gradient of a dropped NaN is 0 and not 0 * NaN.
    const errors = tf.where(counts, difference, tf.zerosLike(difference));
    // |x| as x sign(x): TF.js differentiates tf.abs at 0 to -1, PyTorch to 0.
    const absolute = tf.mul(errors, tf.sign(errors));
    const frames = tf.maximum(tf.sum(tf.cast(counts, 'float32')), 1);
    return tf.div(tf.sum(absolute), tf.mul(frames, prediction.shape[2])) as tf.Scalar;
  });
}

import * as tf from '@tensorflow/tfjs-core';
import { assertPair, assertShape } from './_checks.ts';
import { masked, maskedMean } from './_masked.ts';
import type { MaskOptions } from './mask.ts';

/** Options of the concordance correlation. */
export interface CccOptions extends MaskOptions {
  /**
   * Number added to the denominator, finite and > 0. It gives two equal constants CCC 0 and a finite gradient. It pulls the
   * CCC towards 0 where variances are this small. Default 1e-8.
   */
  readonly epsilon?: number;
}

/**
 * Computes the concordance correlation coefficient (CCC) over all axes at once:
 * `2 cov / (var_p + var_t + (mean_p - mean_t)^2 + epsilon)`, with moments divided by n (biased).
 *
 * The paper's Eq. 1 prints standard deviations and a sum of means in the denominator, with which a perfect prediction
 * would not have CCC 1. This function computes Lin's form.
 *
 * @param prediction float32, any shape.
 * @param target float32, same shape.
 * @returns scalar in [-1, 1] up to rounding; 0 if either side is constant or no frame counts.
 * @throws TypeError if a dtype is wrong; RangeError if shapes differ or are empty or
 *   `epsilon` is not finite and > 0.
 * @see SS-VAERR, Eq. 1; Lin 1989, https://doi.org/10.2307/2532051
 * @example
 * ```ts
 * import { ccc } from '@ssvaerr/losses';
 * import * as tf from '@tensorflow/tfjs';
 *
 * const prediction = tf.tensor1d([-0.4, 0.1, 0.5]);
 * const target = tf.tensor1d([-0.5, 0.2, 0.4]);
 * console.log(ccc(prediction, target).dataSync()[0]!.toFixed(3)); // 0.965
 * ```
 */
export function ccc(
  prediction: tf.Tensor,
  target: tf.Tensor,
  { mask, epsilon = 1e-8 }: CccOptions = {},
): tf.Scalar {
  assertPair('ccc', prediction, target, mask);
  assertEpsilon('ccc', epsilon);
  return tf.tidy(() => flatCcc(prediction, target, mask, epsilon));
}

/**
 * Computes `1 - ccc`, in [0, 2]: the paper's regression loss (section III-D), on the frames of one batch.
 *
 * @param prediction float32, any shape.
 * @param target float32, same shape.
 * @returns scalar; 1 if either side is constant or no frame counts.
 * @throws the errors of {@link ccc}.
 * @example
 * ```ts
 * import { cccLoss } from '@ssvaerr/losses';
 * import * as tf from '@tensorflow/tfjs';
 *
 * const prediction = tf.tensor1d([-0.4, 0.1, 0.5]);
 * const target = tf.tensor1d([-0.5, 0.2, 0.4]);
 * console.log(cccLoss(prediction, target).dataSync()[0]!.toFixed(3)); // 0.035
 * ```
 */
export function cccLoss(
  prediction: tf.Tensor,
  target: tf.Tensor,
  { mask, epsilon = 1e-8 }: CccOptions = {},
): tf.Scalar {
  assertPair('cccLoss', prediction, target, mask);
  assertEpsilon('cccLoss', epsilon);
  return tf.tidy(() => tf.sub(1, flatCcc(prediction, target, mask, epsilon)));
}

/**
 * Computes the CCC of each sequence over its own frames and averages it over the sequences with a frame that counts.
 *
 * @param prediction float32 `[batch, time]`.
 * @param target float32 `[batch, time]`.
 * @returns scalar in [-1, 1] up to rounding; 0 if no frame counts.
 * @throws the errors of {@link ccc}; RangeError if the rank is not 2.
 * @example
 * ```ts
 * import { cccPerSequence } from '@ssvaerr/losses';
 * import * as tf from '@tensorflow/tfjs';
 *
 * const prediction = tf.tensor2d([0, 1, 0, 1], [2, 2]); // two sequences of two frames
 * const target = tf.tensor2d([0, 1, 1, 0], [2, 2]);
 * console.log(cccPerSequence(prediction, target).dataSync()[0]!.toFixed(3)); // 0.000
 * ```
 */
export function cccPerSequence(
  prediction: tf.Tensor2D,
  target: tf.Tensor2D,
  { mask, epsilon = 1e-8 }: CccOptions = {},
): tf.Scalar {
  assertPair('cccPerSequence', prediction, target, mask);
  assertShape('cccPerSequence', 'prediction', prediction, ['batch', 'time']);
  assertEpsilon('cccPerSequence', epsilon);
  return tf.tidy(() => {
    const rows = rowCcc(prediction, target, mask, epsilon);
    return maskedMean(rows, mask && tf.any(tf.cast(mask, 'bool'), 1));
  });
}

function flatCcc(
  prediction: tf.Tensor,
  target: tf.Tensor,
  mask: tf.Tensor | undefined,
  epsilon: number,
): tf.Scalar {
  const row = (x: tf.Tensor) => tf.reshape(x, [1, -1]);
  return tf.reshape(rowCcc(row(prediction), row(target), mask && row(mask), epsilon), []);
}

/** Computes the CCC of every row of `[rows, n]` in two passes, so that a large mean costs no precision. */
function rowCcc(
  prediction: tf.Tensor,
  target: tf.Tensor,
  mask: tf.Tensor | undefined,
  epsilon: number,
): tf.Tensor1D {
  const mean = (x: tf.Tensor) => maskedMean(x, mask, 1, true);
  const [p, t] = [masked(prediction, mask), masked(target, mask)];
  const [meanP, meanT] = [mean(p), mean(t)];
  const [dp, dt] = [tf.sub(p, meanP), tf.sub(t, meanT)];
  const covariance = mean(tf.mul(dp, dt));
  const variances = tf.add(mean(tf.square(dp)), mean(tf.square(dt)));
  const shift = tf.square(tf.sub(meanP, meanT));
  const denominator = tf.add(tf.add(variances, shift), epsilon);
  return tf.squeeze(tf.div(tf.mul(2, covariance), denominator), [1]);
}

function assertEpsilon(where: string, epsilon: number): void {
  if (!(epsilon > 0 && Number.isFinite(epsilon))) {
    throw new RangeError(`${where}: 'epsilon' must be finite and > 0, got ${epsilon}.`);
  }
}

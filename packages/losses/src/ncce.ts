import * as tf from '@tensorflow/tfjs-core';
import { assertClassification, assertNumbers } from './_checks.ts';
import { classify } from './_classify.ts';
import { maskedMean } from './_masked.ts';
import type { MaskOptions } from './mask.ts';

/** Options of {@link ncce}. */
export interface NcceOptions extends MaskOptions {
  /**
   * Whether the cost is differentiated, too. The paper does not say. Default true: the printed equation, taken literally.
   * With false, the cost only weights the cross-entropy.
   */
  readonly gradientThroughCost?: boolean;
}

/**
 * Computes the cost-sensitive cross-entropy (nCCE): the cross-entropy of each frame times `1 + |sum_l K_l (Y_l - P_l)|`, the
 * distance from the label's centroid to the expected centroid, averaged over the frames that count.
 *
 * Eq. 4 lacks the minus of Eq. 3, and Eq. 5 prints a 2-norm of a scalar; both are corrected here.
 *
 * @param logits float32 `[..., classes]`, before any softmax.
 * @param labels int32 `[...]`, classes in [0, classes - 1]. The loss of a frame with another number is 0.
 * @param centroids `[classes]`, finite: K, from `kMeans` or `binCenters`.
 * @returns scalar, >= the cross-entropy; 0 if no frame counts. The gradient of |x| at 0 is 0.
 * @throws TypeError if a dtype is wrong; RangeError if shapes or lengths do not fit.
 * @see SS-VAERR, Eqs. 4 and 5.
 * @example
 * ```ts
 * import { binCenters, ncce } from '@ssvaerr/losses';
 * import * as tf from '@tensorflow/tfjs';
 *
 * const logits = tf.tensor2d([0, 0], [1, 2]);
 * const label = tf.tensor1d([1], 'int32');
 * // The expected class center is 0 and the label's 0.5, so the cost is 1.5.
 * console.log(ncce(logits, label, binCenters({ bins: 2 })).dataSync()[0]!.toFixed(3)); // 1.040
 * ```
 */
export function ncce(
  logits: tf.Tensor,
  labels: tf.Tensor,
  centroids: ArrayLike<number>,
  { mask, gradientThroughCost = true }: NcceOptions = {},
): tf.Scalar {
  assertClassification('ncce', logits, labels, mask);
  assertNumbers('ncce', 'centroids', centroids, logits.shape[logits.rank - 1]!);
  return tf.tidy(() => {
    const { logProbability, oneHot, crossEntropy } = classify(logits, labels, mask);
    const distances = tf.mul(tf.sub(oneHot, tf.exp(logProbability)), Float32Array.from(centroids));
    const error = tf.sum(distances, -1);
    // x * sign(x): tf.abs has gradient -1 at 0.
    const cost = tf.add(1, tf.mul(error, tf.sign(error)));
    const weight = gradientThroughCost ? cost : stopGradient(cost);
    return maskedMean(tf.mul(weight, crossEntropy), mask);
  });
}

/** Returns `x` with gradient 0, an operation that TF.js lacks. */
function stopGradient(x: tf.Tensor): tf.Tensor {
  const constant = tf.customGrad((y) => ({
    value: tf.clone(y as tf.Tensor),
    gradFunc: (dy: tf.Tensor) => tf.zerosLike(dy),
  }));
  return constant(x);
}

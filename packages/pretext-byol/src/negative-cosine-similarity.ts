import { l2Normalize } from '@ssvaerr/pretext';
import * as tf from '@tensorflow/tfjs-core';
import { assertSameShape } from './_checks.ts';

/**
 * Returns the negative cosine similarity of prediction and target, averaged over the batch, in [-1, 1]; it is -1 if
 * they have the same direction. BYOL's loss of one direction, the squared distance of the vectors scaled to length 1,
 * is `2 + 2 *` this.
 *
 * @param prediction of the student, float32 `[batch, features]`.
 * @param target projection of the teacher, float32 of the same shape.
 * @returns scalar; a row of zeros has cosine 0.
 * @throws TypeError if a tensor is not float32; RangeError if a rank is not 2 or shapes differ.
 * @example
 * ```ts
 * import { negativeCosineSimilarity } from '@ssvaerr/pretext-byol';
 * import * as tf from '@tensorflow/tfjs';
 *
 * const [x, y] = [tf.tensor2d([[1, 0]]), tf.tensor2d([[3, 4]])];
 * console.log(negativeCosineSimilarity(x, y).dataSync()[0]?.toFixed(2)); // -0.60
 * ```
 */
export function negativeCosineSimilarity(prediction: tf.Tensor2D, target: tf.Tensor2D): tf.Scalar {
  assertSameShape('negativeCosineSimilarity', prediction, target);
  return tf.tidy(() => {
    const cosine = tf.sum(tf.mul(l2Normalize(prediction), l2Normalize(target)), -1);
    return tf.neg(tf.mean(cosine));
  });
}

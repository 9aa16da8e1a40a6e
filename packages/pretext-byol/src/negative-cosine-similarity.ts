import { l2Normalize } from '@ssvaerr/pretext';
import * as tf from '@tensorflow/tfjs-core';
import { assertSameShape } from './_checks.ts';

/**
 * Mean over the batch of the negative cosine between prediction and target, in [-1, 1]: -1 where they
 * point the same way. BYOL's loss of one direction, the squared distance between the two scaled to
 * length 1, is `2 + 2 *` this.
 *
 * @param prediction float32 `[batch, features]`, the online network's.
 * @param target float32, of the same shape, the target network's.
 * @returns scalar. A row of zeros has cosine 0.
 * @throws TypeError on another dtype, RangeError on another rank or shapes that differ.
 */
export function negativeCosineSimilarity(prediction: tf.Tensor2D, target: tf.Tensor2D): tf.Scalar {
  assertSameShape('negativeCosineSimilarity', prediction, target);
  return tf.tidy(() => {
    const cosine = tf.sum(tf.mul(l2Normalize(prediction), l2Normalize(target)), -1);
    return tf.neg(tf.mean(cosine));
  });
}

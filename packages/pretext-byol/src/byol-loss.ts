import * as tf from '@tensorflow/tfjs-core';
import { assertSameShape } from './_checks.ts';
import { negativeCosineSimilarity } from './negative-cosine-similarity.ts';

/** One tensor for each of the two views, `[batch, features]`. */
export type ByolPair = [view1: tf.Tensor2D, view2: tf.Tensor2D];

/**
 * Computes BYOL's loss: from each view the student predicts the teacher's projection of the *other* view. It is the sum
 * of both directions, each the squared distance of vectors scaled to length 1, `2 - 2 cos`, averaged over the batch. It
 * lies in [0, 8] and is 4 for orthogonal vectors.
 *
 * @param predictions of the student for view 1 and view 2, float32.
 * @param projections of the teacher for view 1 and view 2, of the same shapes.
 * @returns scalar.
 * @throws TypeError if a tensor is not float32; RangeError if a rank is not 2 or shapes differ.
 * @see Grill et al. 2020, eq. 2, https://arxiv.org/abs/2006.07733
 * @example
 * ```ts
 * import { byolLoss } from '@ssvaerr/pretext-byol';
 * import * as tf from '@tensorflow/tfjs';
 *
 * const [right, up] = [tf.tensor2d([[1, 0]]), tf.tensor2d([[0, 1]])];
 * // Each prediction equals the projection of the other view.
 * console.log(byolLoss([right, up], [up, right]).dataSync()[0]); // 0
 * ```
 */
export function byolLoss(
  predictions: Readonly<ByolPair>,
  projections: Readonly<ByolPair>,
): tf.Scalar {
  const [q1, q2] = predictions;
  const [z1, z2] = projections;
  assertSameShape('byolLoss', q1, z2);
  assertSameShape('byolLoss', q2, z1);
  return tf.tidy(() => {
    const directions = tf.add(negativeCosineSimilarity(q1, z2), negativeCosineSimilarity(q2, z1));
    return tf.add(tf.mul(directions, 2), 4);
  });
}

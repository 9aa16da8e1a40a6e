import * as tf from '@tensorflow/tfjs-core';
import { assertSameShape } from './_checks.ts';
import { negativeCosineSimilarity } from './negative-cosine-similarity.ts';

/** One tensor for each of the two views, `[batch, features]`. */
export type ByolPair = [view1: tf.Tensor2D, view2: tf.Tensor2D];

/**
 * BYOL's loss: from each view the online network predicts what the target network projects the *other*
 * one to. The sum of both directions, each the squared distance of vectors scaled to length 1,
 * `2 - 2 cos`, mean over the batch: in [0, 8], 4 for vectors at right angles.
 *
 * @param predictions the online network's, of view 1 and of view 2; float32.
 * @param projections the target network's, of view 1 and of view 2; of the same shapes.
 * @returns scalar.
 * @throws TypeError on another dtype, RangeError on another rank or shapes that differ.
 * @see Grill et al. 2020, eq. 2, https://arxiv.org/abs/2006.07733
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

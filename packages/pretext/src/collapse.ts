import * as tf from '@tensorflow/tfjs-core';
import { assertCount, assertShape } from './_checks.ts';
import { l2Normalize } from './l2-normalize.ts';

/**
 * Measures how spread out the embeddings of a batch are: the standard deviation over the batch of embeddings scaled to
 * length 1, averaged over the features. It is about `1 / sqrt(features)` if all directions are used, and near 0 if
 * every clip gets the same embedding (BYOL's collapse).
 *
 * @param embeddings `[batch, features]`, at least 2 clips.
 * @returns scalar in [0, 1 / sqrt(features)].
 * @throws TypeError if `embeddings` is not float32; RangeError if its rank is not 2 or the batch has a single clip.
 * @see Chen and He 2021, section 4.1, https://arxiv.org/abs/2011.10566
 * @example
 * ```ts
 * import { embeddingStd } from '@ssvaerr/pretext';
 * import * as tf from '@tensorflow/tfjs';
 *
 * const embeddings = tf.tensor2d([1, 0, 1, 0], [2, 2]); // the same for both clips
 * console.log(embeddingStd(embeddings).dataSync()[0]!.toFixed(2)); // 0.00
 * ```
 */
export function embeddingStd(embeddings: tf.Tensor2D): tf.Scalar {
  assertShape('embeddingStd', 'embeddings', embeddings, ['batch', 'features']);
  if (embeddings.shape[0] < 2) {
    throw new RangeError("embeddingStd: 'embeddings' must be a batch of 2 or more, got 1.");
  }
  return tf.tidy(() => {
    const directions = l2Normalize(embeddings);
    const centered = tf.sub(directions, tf.mean(directions, 0));
    return tf.mean(tf.sqrt(tf.mean(tf.square(centered), 0)));
  });
}

/**
 * Returns the entropy of each clip's distribution over prototypes, averaged over the batch, in nats. It falls as the
 * teacher becomes confident. At `ln(prototypes)` the output is uniform (one kind of DINO's collapse). Near 0 the
 * teacher is either confident or always chooses the same prototype; {@link marginalEntropy} distinguishes the two.
 *
 * @param logits `[batch, prototypes]`, before the softmax: centered, and divided by the temperature.
 * @returns scalar in [0, ln(prototypes)].
 * @throws TypeError if `logits` is not float32; RangeError if its rank is not 2.
 * @see Caron et al. 2021, section 5.3, https://arxiv.org/abs/2104.14294
 * @example
 * ```ts
 * import { entropy } from '@ssvaerr/pretext';
 * import * as tf from '@tensorflow/tfjs';
 *
 * // Two clips, each certain of a prototype of its own.
 * const logits = tf.tensor2d([20, 0, 0, 20], [2, 2]);
 * console.log(entropy(logits).dataSync()[0]!.toFixed(2)); // 0.00
 * ```
 */
export function entropy(logits: tf.Tensor2D): tf.Scalar {
  assertShape('entropy', 'logits', logits, ['batch', 'prototypes']);
  return tf.tidy(() => tf.mean(entropyOf(tf.logSoftmax(logits))));
}

/**
 * Returns the entropy of the batch's mean distribution over prototypes, in nats: the logarithm of the number of
 * prototypes in use. It is near 0 if all clips get the same prototype (the other kind of DINO's collapse). It is at
 * least {@link entropy}, and at most `ln(batch)` above it.
 *
 * @param logits `[batch, prototypes]`, as in {@link entropy}.
 * @returns scalar in [0, ln(prototypes)].
 * @throws TypeError if `logits` is not float32; RangeError if its rank is not 2.
 * @example
 * ```ts
 * import { marginalEntropy } from '@ssvaerr/pretext';
 * import * as tf from '@tensorflow/tfjs';
 *
 * // Two clips, each certain of a prototype of its own: ln 2.
 * const logits = tf.tensor2d([20, 0, 0, 20], [2, 2]);
 * console.log(marginalEntropy(logits).dataSync()[0]!.toFixed(2)); // 0.69
 * ```
 */
export function marginalEntropy(logits: tf.Tensor2D): tf.Scalar {
  assertShape('marginalEntropy', 'logits', logits, ['batch', 'prototypes']);
  return tf.tidy(() => {
    // The log of a mean of probabilities, without a probability that could be rounded to 0.
    const logSum = tf.logSumExp(tf.logSoftmax(logits), 0);
    return entropyOf(tf.sub(logSum, Math.log(logits.shape[0]))) as tf.Scalar;
  });
}

/**
 * Divides a cross-entropy by that of uniform distributions: `loss / ln(prototypes)`. A value that stays at 1 means that
 * student and teacher are uniform (DINO's uniform collapse); one that drops to 0 immediately means that they agree on a
 * single prototype.
 *
 * @param loss scalar, in nats; not disposed.
 * @param prototypes number of prototypes, an integer >= 2.
 * @returns scalar.
 * @throws TypeError if `loss` is not float32; RangeError if it is not a scalar or `prototypes` is out of range.
 * @example
 * ```ts
 * import { lossAgainstUniform } from '@ssvaerr/pretext';
 * import * as tf from '@tensorflow/tfjs';
 *
 * console.log(lossAgainstUniform(tf.scalar(Math.log(4096)), 4096).dataSync()[0]!.toFixed(2)); // 1.00
 * ```
 */
export function lossAgainstUniform(loss: tf.Scalar, prototypes: number): tf.Scalar {
  assertShape('lossAgainstUniform', 'loss', loss, []);
  assertCount('lossAgainstUniform', 'prototypes', prototypes, 2);
  return tf.tidy(() => tf.div(loss, Math.log(prototypes)));
}

/** `- sum p ln p` along the last axis, from `ln p`. */
function entropyOf(logProbabilities: tf.Tensor): tf.Tensor {
  return tf.neg(tf.sum(tf.mul(tf.exp(logProbabilities), logProbabilities), -1));
}

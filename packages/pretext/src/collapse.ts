import * as tf from '@tensorflow/tfjs-core';
import { assertCount, assertShape } from './_checks.ts';
import { l2Normalize } from './l2-normalize.ts';

/**
 * How far the embeddings of a batch, each scaled to length 1, are spread out: the standard deviation
 * over the batch, mean over the features. About `1 / sqrt(features)` where all directions are used;
 * near 0 if every clip gets the same embedding (BYOL's collapse).
 *
 * @param embeddings `[batch, features]`, of 2 clips or more.
 * @returns scalar in [0, 1 / sqrt(features)].
 * @throws TypeError if it is not float32; RangeError on another rank or a batch of one.
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
 * Entropy of each clip's distribution over prototypes, mean over the batch, in nats. It falls as a
 * teacher grows sure. At `ln(prototypes)` it says nothing (DINO's uniform collapse); near 0 it is either
 * sure or always of the same prototype: {@link marginalEntropy} tells which.
 *
 * @param logits `[batch, prototypes]`, before the softmax: centered, and divided by the temperature.
 * @returns scalar in [0, ln(prototypes)].
 * @throws TypeError if it is not float32, RangeError on another rank.
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
 * Entropy of the batch's mean distribution over prototypes, in nats: `ln` of how many are in use. Near
 * 0 if all clips get the same prototype (DINO's other collapse). At most `ln(batch)` above
 * {@link entropy}, and never below it.
 *
 * @param logits as in {@link entropy}.
 * @returns scalar in [0, ln(prototypes)].
 * @throws as {@link entropy}.
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
 * A cross-entropy as a fraction of that between uniform distributions, `loss / ln(prototypes)`. Stuck at
 * 1, student and teacher say nothing (DINO's uniform collapse); at 0 at once, they agree on one prototype.
 *
 * @param loss scalar, in nats; kept.
 * @param prototypes integer >= 2.
 * @returns scalar.
 * @throws TypeError if `loss` is not float32; RangeError if it is not a scalar, or on such a number.
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

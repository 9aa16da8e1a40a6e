import * as tf from '@tensorflow/tfjs-core';
import { masked } from './_masked.ts';
import { oneHot } from './_one-hot.ts';

/** Computes Eq. 3 for each frame, which CE and nCCE share. A masked frame has uniform probabilities. */
export function classify(logits: tf.Tensor, labels: tf.Tensor, mask: tf.Tensor | undefined) {
  const classes = logits.shape[logits.rank - 1]!;
  const logProbability = tf.logSoftmax(masked(logits, mask && tf.expandDims(mask, -1)));
  const labelled = oneHot(labels, classes);
  const crossEntropy = tf.neg(tf.sum(tf.mul(labelled, logProbability), -1));
  return { logProbability, oneHot: labelled, crossEntropy };
}

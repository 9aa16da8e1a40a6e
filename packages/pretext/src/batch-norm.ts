import * as tf from '@tensorflow/tfjs-core';
import { assertShape } from './_checks.ts';

/** torch's and Haiku's. */
const EPSILON = 1e-5;
/** What a running statistic keeps at each batch: DeepMind's decay, 1 minus torch's momentum. */
const DECAY = 0.9;

/** The variables of one batch norm, each `[features]`; weight and bias are trained. */
export interface BatchNorm {
  readonly weight: tf.Variable;
  readonly bias: tf.Variable;
  readonly mean: tf.Variable;
  readonly variance: tf.Variable;
}

/**
 * Batch norm of the numbers of a head, as torch has it. In training it normalises by the mean and the
 * biased variance of the batch, and moves the running statistics, the one side effect, towards the
 * mean and the unbiased variance; in evaluation it normalises by those.
 *
 * @param x `[batch, features]`.
 * @throws TypeError if `x` is not float32; RangeError if its shape does not fit, or a batch of one is to
 *   be normalised by itself.
 */
export function batchNorm(
  x: tf.Tensor2D,
  norm: BatchNorm,
  { training }: { readonly training: boolean },
): tf.Tensor2D {
  assertShape('batchNorm', 'x', x, ['batch', norm.weight.size]);
  const [batch] = x.shape;
  if (training && batch < 2) {
    throw new RangeError("batchNorm: 'x' must have a batch of 2 or more in training, got 1.");
  }
  return tf.tidy(() => {
    if (!training) return affine(tf.sub(x, norm.mean), norm.variance, norm);
    const mean = tf.mean(x, 0);
    const centered = tf.sub(x, mean) as tf.Tensor2D;
    const variance = tf.mean(tf.square(centered), 0);
    move(norm.mean, mean);
    move(norm.variance, tf.mul(variance, batch / (batch - 1)));
    return affine(centered, variance, norm);
  });
}

function affine(centered: tf.Tensor, variance: tf.Tensor, norm: BatchNorm): tf.Tensor2D {
  const scale = tf.mul(norm.weight, tf.rsqrt(tf.add(variance, EPSILON)));
  return tf.add(tf.mul(centered, scale), norm.bias);
}

function move(running: tf.Variable, batch: tf.Tensor): void {
  running.assign(tf.add(tf.mul(running, DECAY), tf.mul(batch, 1 - DECAY)));
}

import * as tf from '@tensorflow/tfjs-core';
import type { Pass } from './_pass.ts';

/** PyTorch's defaults. */
const EPSILON = 1e-5;
const MOMENTUM = 0.1;

/**
 * Batch norm of `[batch, time, channels]` with PyTorch's semantics, the one named `at`, over the
 * frames that count. In training it normalizes by their mean and biased variance, and moves the
 * running statistics by 0.1 towards their mean and *unbiased* variance; in evaluation it uses those.
 */
export function batchNorm(x: tf.Tensor3D, at: string, pass: Pass): tf.Tensor3D {
  const { variables, training, frames } = pass;
  const variable = (name: string) => variables[`${at}.${name}`]!;
  const [runningMean, runningVariance] = [variable('running_mean'), variable('running_var')];
  const normalized = (centered: tf.Tensor3D, variance: tf.Tensor): tf.Tensor3D => {
    const scale = tf.mul(variable('weight'), tf.rsqrt(tf.add(variance, EPSILON)));
    return tf.add(tf.mul(centered, scale), variable('bias'));
  };
  if (!training) return normalized(tf.sub(x, runningMean), runningVariance);

  const count = tf.sum(frames);
  const average = (y: tf.Tensor) => tf.div(tf.sum(tf.mul(y, frames), [0, 1]), tf.maximum(count, 1));
  const mean = average(x);
  // From centered values: E[x^2] - E[x]^2 cancels.
  const centered: tf.Tensor3D = tf.sub(x, mean);
  const variance = average(tf.square(centered));
  const unbiased = tf.div(count, tf.maximum(tf.sub(count, 1), 1));
  move(runningMean, mean);
  move(runningVariance, tf.mul(variance, unbiased));
  return normalized(centered, variance);
}

function move(running: tf.Variable, batch: tf.Tensor): void {
  running.assign(tf.add(tf.mul(running, 1 - MOMENTUM), tf.mul(batch, MOMENTUM)));
}

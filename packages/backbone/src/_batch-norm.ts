import * as tf from '@tensorflow/tfjs-core';
import type { Pass } from './_pass.ts';
import { unrecorded } from './_unrecorded.ts';

/** PyTorch's defaults. */
const EPSILON = 1e-5;
const MOMENTUM = 0.1;

/**
 * Applies the batch norm named `at` to `[n, height, width, channels]`, with PyTorch's semantics. In training it
 * normalizes by the batch's mean and biased variance, and moves the running statistics by 0.1 towards the batch's mean
 * and *unbiased* variance. In evaluation it normalizes by the running statistics.
 */
export function batchNorm(x: tf.Tensor4D, at: string, { variables, training }: Pass): tf.Tensor4D {
  const variable = (name: string) => variables[`${at}.${name}`]!;
  const [weight, bias] = [variable('weight'), variable('bias')];
  const [runningMean, runningVariance] = [variable('running_mean'), variable('running_var')];
  if (!training) return affine(x, runningMean, runningVariance, weight, bias);

  const count = x.size / x.shape[3]; // at least 2: checked by the public function
  const { output, mean, variance } = batchNormTraining(x, weight, bias);
  move(runningMean, mean);
  move(runningVariance, tf.mul(variance, count / (count - 1)));
  return output;
}

/** Returns the normalized batch, its mean and its biased variance, without side effects. */
export function batchNormTraining(x: tf.Tensor4D, weight: tf.Tensor, bias: tf.Tensor) {
  // The gradient below knows that these depend on x, so the tape need not.
  const pure = (f: (x: tf.Tensor4D) => tf.Tensor) =>
    unrecorded(x, 'batchNormTraining', f) as tf.Tensor1D;
  const mean = pure((x) => tf.mean(x, BATCH_AXES));
  // From centered values, since E[x^2] - E[x]^2 cancels. An engine that writes graphs centers once, for the gradient too.
  const variance = pure((x) => tf.mean(tf.square(tf.sub(x, mean)), BATCH_AXES));

  const op = tf.customGrad<tf.Tensor4D>((...args) => {
    const [x, weight, bias] = args as tf.Tensor[] as [tf.Tensor4D, tf.Tensor1D, tf.Tensor1D];
    const save = args[3] as tf.GradSaveFunc;
    save([x, weight, mean, variance]);
    return { value: affine(x, mean, variance, weight, bias), gradFunc: batchNormGradient };
  });
  return { output: op(x, weight, bias), mean, variance };
}

const BATCH_AXES = [0, 1, 2];

function affine(
  x: tf.Tensor4D,
  mean: tf.Tensor,
  variance: tf.Tensor,
  weight: tf.Tensor,
  bias: tf.Tensor,
): tf.Tensor4D {
  const scale = tf.mul(weight, tf.rsqrt(tf.add(variance, EPSILON)));
  const shift = tf.sub(bias, tf.mul(mean, scale));
  return tf.add(tf.mul(x, scale), shift);
}

/**
 * With n values per channel and x' = (x - mean) * rstd:
 * dbias = sum dy, dweight = sum dy x', dx = weight * rstd * (dy - dbias / n - x' * dweight / n).
 * Two reductions; everything else per channel is folded into dx = a * dy + b * (x - mean) + c.
 */
function batchNormGradient(dy: tf.Tensor4D, saved: tf.Tensor[]): tf.Tensor[] {
  const [x, weight, mean, variance] = saved as [tf.Tensor4D, tf.Tensor, tf.Tensor, tf.Tensor];
  const n = x.size / x.shape[3];
  const rstd = tf.rsqrt(tf.add(variance, EPSILON));
  const centered = tf.sub(x, mean);

  const dbias = tf.sum(dy, BATCH_AXES);
  const dweight = tf.mul(tf.sum(tf.mul(dy, centered), BATCH_AXES), rstd);

  const a = tf.mul(weight, rstd);
  const b = tf.div(tf.mul(tf.mul(a, rstd), dweight), -n);
  const c = tf.div(tf.mul(a, dbias), -n);
  return [tf.add(tf.add(tf.mul(a, dy), tf.mul(b, centered)), c), dweight, dbias];
}

function move(running: tf.Variable, batch: tf.Tensor): void {
  running.assign(tf.add(tf.mul(running, 1 - MOMENTUM), tf.mul(batch, MOMENTUM)));
}

import * as tf from '@tensorflow/tfjs-core';
import { assertShape } from './_checks.ts';

/** The value of PyTorch and Haiku. */
const EPSILON = 1e-5;
/** Share of a running statistic that remains after each batch: DeepMind's decay, or 1 minus PyTorch's momentum. */
const DECAY = 0.9;

/** The variables of one batch norm, each `[features]`. */
export interface BatchNorm {
  /** Trained scale and shift; without them it only normalizes (PyTorch's `affine=False`). */
  readonly weight?: tf.Variable;
  readonly bias?: tf.Variable;
  /** Running statistics. */
  readonly mean: tf.Variable;
  readonly variance: tf.Variable;
}

/** Options of {@link batchNorm}. */
export interface BatchNormOptions {
  /** Whether it normalizes by the statistics of the batch and updates the running statistics. */
  readonly training: boolean;
  /**
   * Number of groups of consecutive rows, all of one size, into which a batch is divided in training; each group is
   * normalized by itself. Default 1.
   */
  readonly groups?: number | undefined;
}

/**
 * Normalizes the rows of a head's layer, like PyTorch's batch norm. In training it normalizes by the mean and the
 * biased variance of the batch, and moves the running statistics towards the mean and the unbiased variance, its only
 * side effect. In evaluation it normalizes by the running statistics. With several groups the running statistics follow
 * the means of the groups' statistics.
 *
 * @param x `[batch, features]`.
 * @returns `[batch, features]`.
 * @throws TypeError if `x` is not float32; RangeError if its shape does not fit, its rows do not divide into
 *   `groups` groups, or a group has a single row.
 * @example
 * ```ts
 * import { batchNorm } from '@ssvaerr/pretext';
 * import * as tf from '@tensorflow/tfjs';
 *
 * const variable = (value: number) => tf.variable(tf.fill<tf.Rank.R1>([1], value));
 * const norm = { weight: variable(1), bias: variable(0), mean: variable(0), variance: variable(1) };
 * const x = tf.tensor2d([1, 3], [2, 1]);
 * console.log(batchNorm(x, norm, { training: true }).round().dataSync().join(' ')); // -1 1
 * ```
 */
export function batchNorm(
  x: tf.Tensor2D,
  norm: BatchNorm,
  { training, groups = 1 }: BatchNormOptions,
): tf.Tensor2D {
  const features = norm.mean.size;
  assertShape('batchNorm', 'x', x, ['batch', features]);
  const [batch] = x.shape;
  if (training) assertGroups('batchNorm', 'x', batch, groups);
  return tf.tidy(() => {
    if (!training) return affine(tf.sub(x, norm.mean), norm.variance, norm);
    const size = batch / groups;
    const grouped = groups === 1 ? x : tf.reshape(x, [groups, size, features]);
    const rows = grouped.rank - 2;
    const mean = tf.mean(grouped, rows, true);
    const centered = tf.sub(grouped, mean);
    const variance = tf.mean(tf.square(centered), rows, true);
    const ofAll = (statistic: tf.Tensor) => tf.mean(tf.reshape(statistic, [groups, features]), 0);
    move(norm.mean, ofAll(mean));
    move(norm.variance, tf.mul(ofAll(variance), size / (size - 1)));
    return tf.reshape(affine(centered, variance, norm), [batch, features]);
  });
}

/**
 * Throws unless a batch divides into groups that batch norm can normalize: equal groups of 2 rows or more.
 *
 * @param where name of the calling function, for the message.
 * @param argument name of the batch, for the message.
 * @param batch number of rows.
 * @param groups number of groups.
 * @throws RangeError naming the argument.
 * @example
 * ```ts
 * import { assertGroups } from '@ssvaerr/pretext';
 *
 * try {
 *   assertGroups('MyMethod', 'clips', 5, 2);
 * } catch (error) {
 *   console.log(error instanceof RangeError); // true
 * }
 * ```
 */
export function assertGroups(where: string, argument: string, batch: number, groups: number): void {
  if (!Number.isSafeInteger(groups) || groups < 1) {
    throw new RangeError(`${where}: 'groups' must be an integer >= 1, got ${groups}.`);
  }
  if (batch % groups === 0 && batch >= 2 * groups) return;
  const what = groups === 1 ? 'a batch of 2 or more' : `${groups} groups of 2 rows or more`;
  throw new RangeError(`${where}: '${argument}' must have ${what} in training, got ${batch}.`);
}

function affine(
  centered: tf.Tensor,
  variance: tf.Tensor,
  { weight, bias }: BatchNorm,
): tf.Tensor2D {
  const unit = tf.rsqrt(tf.add(variance, EPSILON));
  const scaled = tf.mul(centered, weight ? tf.mul(weight, unit) : unit);
  return (bias ? tf.add(scaled, bias) : scaled) as tf.Tensor2D;
}

function move(running: tf.Variable, batch: tf.Tensor): void {
  running.assign(tf.add(tf.mul(running, DECAY), tf.mul(batch, 1 - DECAY)));
}

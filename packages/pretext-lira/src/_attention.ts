import * as tf from '@tensorflow/tfjs-core';
import { linear } from './_linear.ts';
import type { Pass } from './_pass.ts';
import { byKey } from './_positions.ts';

/**
 * Multi-head self-attention with relative positions, the one named `at`. With head size s, query,
 * key and value q, k, v of each frame and p the projected position of an offset, frame i attends to
 * frame j by the softmax over j of `((q_i + u) k_j + (q_i + v) p_(i - j)) / sqrt(s)`.
 *
 * @param x `[batch, time, width]`.
 * @param positions `[2 * time - 1, width]`.
 * @see Dai et al. 2019 (Transformer-XL), section 3.3; espnet's `RelPositionMultiHeadedAttention`.
 */
export function selfAttention(
  x: tf.Tensor3D,
  positions: tf.Tensor2D,
  at: string,
  pass: Pass,
): tf.Tensor3D {
  const values = inHeads(linear(x, `${at}.linear_v`, pass.variables), pass);
  const read = tf.matMul(attentionWeights(x, positions, at, pass), values);
  const merged: tf.Tensor3D = tf.reshape(tf.transpose(read, [1, 2, 0, 3]), x.shape);
  return linear(merged, `${at}.linear_out`, pass.variables);
}

/** `[heads, batch, time, time]`: how much each frame reads of each; rows sum to 1. */
export function attentionWeights(
  x: tf.Tensor3D,
  positions: tf.Tensor2D,
  at: string,
  pass: Pass,
): tf.Tensor4D {
  const { variables, heads, keyBias } = pass;
  const [batch, time, width] = x.shape;
  const size = width / heads;
  const bias = (which: string) =>
    tf.reshape(tf.transpose(variables[`${at}.pos_bias_${which}`]!), [heads, 1, 1, size]);

  const queries = inHeads(linear(x, `${at}.linear_q`, variables), pass);
  const keys = inHeads(linear(x, `${at}.linear_k`, variables), pass);
  const content = tf.matMul(tf.add(queries, bias('u')), keys, false, true);

  const projected = tf.matMul(
    positions,
    variables[`${at}.linear_pos.weight`] as tf.Variable<tf.Rank.R2>,
  );
  const offsets = tf.transpose(tf.reshape(projected, [-1, heads, size]), [1, 2, 0]);
  const position = tf.matMul(
    tf.reshape(tf.add(queries, bias('v')), [heads, batch * time, size]),
    offsets,
  );
  const byOffset: tf.Tensor4D = tf.reshape(position, [heads, batch, time, 2 * time - 1]);

  const scores = tf.mul(tf.add(content, byKey(byOffset)), 1 / Math.sqrt(size));
  return tf.softmax(tf.add(scores, keyBias)) as tf.Tensor4D;
}

/** `[batch, time, width]` to `[heads, batch, time, width / heads]`. */
function inHeads(x: tf.Tensor3D, { heads }: Pass): tf.Tensor4D {
  const [batch, time] = x.shape;
  return tf.transpose(tf.reshape(x, [batch, time, heads, -1]), [2, 0, 1, 3]);
}

import type { Variables } from '@ssvaerr/pretext';
import * as tf from '@tensorflow/tfjs-core';

/**
 * The linear layer, or the convolution over one frame, named `at`: `[batch, time, in]` to
 * `[batch, time, out]`.
 */
export function linear(x: tf.Tensor3D, at: string, variables: Variables): tf.Tensor3D {
  const [batch, time, from] = x.shape;
  const weight = tf.reshape(variables[`${at}.weight`]!, [from, -1]);
  const y = tf.matMul(tf.reshape(x, [-1, from]), weight as tf.Tensor2D);
  return tf.reshape(tf.add(y, variables[`${at}.bias`]!), [batch, time, -1]);
}

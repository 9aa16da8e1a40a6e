import type { Variables } from '@ssvaerr/pretext';
import * as tf from '@tensorflow/tfjs-core';

/** espnet's; PyTorch's own default is 1e-5. */
const EPSILON = 1e-12;

/** Layer norm of the features of every frame, the one named `at`. */
export function layerNorm(x: tf.Tensor3D, at: string, variables: Variables): tf.Tensor3D {
  const centered = tf.sub(x, tf.mean(x, -1, true));
  const variance = tf.mean(tf.square(centered), -1, true);
  const normal = tf.mul(centered, tf.rsqrt(tf.add(variance, EPSILON)));
  return tf.add(tf.mul(normal, variables[`${at}.weight`]!), variables[`${at}.bias`]!);
}

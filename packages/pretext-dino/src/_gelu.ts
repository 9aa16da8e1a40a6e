import * as tf from '@tensorflow/tfjs-core';

/** `x Phi(x)` with the normal distribution function itself, as `torch.nn.GELU`; not the tanh form. */
export function gelu<T extends tf.Tensor>(x: T): T {
  return tf.mul(tf.mul(x, 0.5), tf.add(tf.erf(tf.mul(x, Math.SQRT1_2)), 1));
}

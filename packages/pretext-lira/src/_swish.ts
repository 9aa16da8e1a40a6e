import * as tf from '@tensorflow/tfjs-core';

/** `x sigmoid(x)`. */
export function swish<T extends tf.Tensor>(x: T): T {
  return tf.mul(x, tf.sigmoid(x));
}

import * as tf from '@tensorflow/tfjs-core';

/**
 * Returns a number that differs from step to step as a scalar. It is written with shape [1], since an engine that compiles
 * recorded steps may take a rank-0 tensor from JS for a constant. It is used as a scalar, since TF.js's cpu kernels are
 * several times slower on shape [1].
 */
export function fed(value: number): tf.Scalar {
  return tf.reshape(tf.tensor1d([value]), []);
}

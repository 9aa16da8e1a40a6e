import * as tf from '@tensorflow/tfjs-core';

/** The identity, whose gradient is multiplied by `factor`: 0 stops it. `factor` gets no gradient. */
export function scaleGradient<T extends tf.Tensor>(x: T, factor: tf.Scalar): T {
  const op = tf.customGrad<tf.Tensor>((...args) => {
    const [y, save] = args as unknown as [tf.Tensor, tf.GradSaveFunc];
    save([factor]); // outlives the scope that it was made in
    return {
      value: tf.clone(y),
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => tf.mul(dy, saved[0]!),
    };
  });
  return op(x) as T;
}

import * as tf from '@tensorflow/tfjs-core';

/** Returns the Euclidean norm over the entries of all tensors together, a scalar. */
export function norm(...tensors: readonly [tf.Tensor, ...tf.Tensor[]]): tf.Scalar {
  const squares = tensors.map((tensor) => tf.sum(tf.square(tensor)));
  return tf.sqrt(tf.addN(squares)) as tf.Scalar;
}

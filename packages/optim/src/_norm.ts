import * as tf from '@tensorflow/tfjs-core';

/** Euclidean norm of the entries of any number of tensors, as if they were one; a scalar. */
export function norm(...tensors: readonly [tf.Tensor, ...tf.Tensor[]]): tf.Scalar {
  const squares = tensors.map((tensor) => tf.sum(tf.square(tensor)));
  return tf.sqrt(tf.addN(squares)) as tf.Scalar;
}

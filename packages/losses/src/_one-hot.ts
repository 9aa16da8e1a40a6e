import * as tf from '@tensorflow/tfjs-core';

/**
 * Returns float32 one-hot vectors. They are made as integers and cast, because TF.js's wasm backend (4.22) writes the
 * integer's bits for float32: 1.4e-45 instead of 1.
 *
 * @param indices int32 `[...]`.
 * @returns `[..., depth]`.
 */
export const oneHot = (indices: tf.Tensor, depth: number): tf.Tensor =>
  tf.cast(tf.oneHot(indices, depth, 1, 0, 'int32'), 'float32');

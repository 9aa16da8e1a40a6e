import * as tf from '@tensorflow/tfjs-core';

/**
 * float32 one-hot vectors. Made of integers and cast: asked for float32, TF.js's wasm backend (4.22)
 * writes the integer's bits, 1.4e-45 for 1.
 *
 * @param indices int32 `[...]`.
 * @returns `[..., depth]`.
 */
export const oneHot = (indices: tf.Tensor, depth: number): tf.Tensor =>
  tf.cast(tf.oneHot(indices, depth, 1, 0, 'int32'), 'float32');

import * as tf from '@tensorflow/tfjs-core';

/**
 * Convolves in 2-D with PyTorch's padding, (kernel - 1) / 2 on every side, without bias.
 *
 * TF.js's 'same' pads a strided convolution differently (0 before and 1 after, for kernel 3 and stride 2 on an even
 * size), so strided inputs are padded here. Most backends would also accept numbers as `pad`, but tfjs-node supports
 * only 'same' and 'valid'.
 */
export function convolve(x: tf.Tensor4D, weight: tf.Tensor4D, stride = 1): tf.Tensor4D {
  if (stride === 1) return tf.conv2d(x, weight, 1, 'same');
  return tf.conv2d(padFrames(x, (weight.shape[0] - 1) / 2, 0), weight, stride, 'valid');
}

/** The lowest float32: below every activation, and finite for backends without infinities. */
const LOWEST = -3.4028234663852886e38;

/** Max-pools with kernel 3 x 3 and stride 2. PyTorch pads with -inf; zeros would win over negative activations. */
export function maxPool(x: tf.Tensor4D): tf.Tensor4D {
  return tf.maxPool(padFrames(x, 1, LOWEST), 3, 2, 'valid');
}

function padFrames(x: tf.Tensor4D, margin: number, value: number): tf.Tensor4D {
  if (margin === 0) return x;
  const both: [number, number] = [margin, margin];
  return tf.pad(x, [[0, 0], both, both, [0, 0]], value);
}

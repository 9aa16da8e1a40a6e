import * as tf from '@tensorflow/tfjs-core';
import { activate } from './_activation.ts';
import { batchNorm } from './_batch-norm.ts';
import { maxPool } from './_convolution.ts';
import type { Pass } from './_pass.ts';

/**
 * Applies the 3-D front end to a clip `[batch, time, height, width, 1]`: convolution, batch norm, activation and a
 * spatial max-pool. It returns `[batch * time, height / 4, width / 4, channels]`, rounded up.
 */
export function stem(clip: tf.Tensor5D, pass: Pass): tf.Tensor4D {
  const convolved = stemConvolution(clip, pass.variables['frontend3D.0.weight'] as tf.Tensor5D);
  const normalized = batchNorm(convolved, 'frontend3D.1', pass);
  const active = (x: tf.Tensor4D) => activate(x, 'frontend3D.2', pass);
  // ReLU is monotonic, so the maximum comes first: the same numbers and gradients from a quarter of the work.
  return pass.activation === 'relu' ? active(maxPool(normalized)) : maxPool(active(normalized));
}

/** Frames on each side that a frame's features depend on: half the stem's kernel in time. */
export const STEM_REACH = 2;

/**
 * Convolves over time, height and width with kernel (5, 7, 7), stride (1, 2, 2) and padding (2, 3, 3). The sums are those
 * of one 2-D convolution whose five input channels are the frame and its neighbors; every backend has that one, with
 * gradients.
 *
 * @param clip `[batch, time, height, width, 1]`.
 * @param weight `[5, 7, 7, 1, channels]`.
 * @returns `[batch * time, height / 2, width / 2, channels]`, rounded up.
 */
export function stemConvolution(clip: tf.Tensor5D, weight: tf.Tensor5D): tf.Tensor4D {
  const [batch, time, height, width] = clip.shape;
  const [length, rows, columns, , channels] = weight.shape;
  if (time === 1 && length > 1) {
    // A single frame has only padding around it: the other slices would only cost time.
    const middle = tf.slice(
      weight,
      [(length - 1) / 2, 0, 0, 0, 0],
      [1, rows, columns, 1, channels],
    );
    return stemConvolution(clip, middle);
  }
  const margin = (size: number) => (size - 1) / 2;
  // No window would reach the last row of padding under an even number of rows.
  const around = (input: number, kernel: number): [number, number] => [
    margin(kernel),
    Math.max(margin(kernel) - ((input + 1) % 2), 0),
  ];
  const padded = tf.pad(tf.reshape(clip, [batch, time, height, width]), [
    [0, 0],
    [margin(length), margin(length)],
    around(height, rows),
    around(width, columns),
  ]);
  const shifted = Array.from({ length }, (_, shift) =>
    tf.slice(padded, [0, shift, 0, 0], [-1, time, -1, -1]),
  );
  // Whole frames are joined: joining along the last axis, number by number, takes several times as long.
  const neighbors = tf.stack(shifted, 2);
  const [paddedHeight, paddedWidth] = padded.shape.slice(2) as [number, number];
  const frames = tf.reshape(neighbors, [batch * time, length, paddedHeight, paddedWidth]);
  return tf.conv2d(
    tf.transpose(frames, [0, 2, 3, 1]) as tf.Tensor4D,
    tf.transpose(tf.reshape(weight, [length, rows, columns, channels]), [1, 2, 0, 3]),
    2,
    'valid',
  );
}

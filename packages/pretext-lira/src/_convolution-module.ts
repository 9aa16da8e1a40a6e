import * as tf from '@tensorflow/tfjs-core';
import { batchNorm } from './_batch-norm.ts';
import { linear } from './_linear.ts';
import type { Pass } from './_pass.ts';
import { swish } from './_swish.ts';

/**
 * The convolution module named `at`: gated linear unit, depthwise convolution over time, batch norm,
 * swish, linear. Padding is 0 to the convolution, as the frames before the first are.
 *
 * @param x `[batch, time, width]`.
 * @see Gulati et al. 2020 (Conformer), section 2.2
 */
export function convolutionModule(x: tf.Tensor3D, at: string, pass: Pass): tf.Tensor3D {
  const { variables, frames } = pass;
  const [values, gates] = tf.split(linear(x, `${at}.pointwise_conv1`, variables), 2, 2);
  const gated: tf.Tensor3D = tf.mul(tf.mul(values!, tf.sigmoid(gates!)), frames);
  const mixed = tf.add(
    overTime(gated, variables[`${at}.depthwise_conv.weight`]!),
    variables[`${at}.depthwise_conv.bias`]!,
  ) as tf.Tensor3D;
  return linear(swish(batchNorm(mixed, `${at}.norm`, pass)), `${at}.pointwise_conv2`, variables);
}

/** Each channel with its own kernel, of odd length: `weight` is `[kernel, 1, channels]`. */
function overTime(x: tf.Tensor3D, weight: tf.Tensor): tf.Tensor3D {
  const [kernel, , channels] = weight.shape as [number, number, number];
  const filter = tf.reshape(weight, [kernel, 1, channels, 1]);
  const y = tf.depthwiseConv2d(
    tf.expandDims(x, 2) as tf.Tensor4D,
    filter as tf.Tensor4D,
    1,
    'same',
  );
  return tf.squeeze(y, [2]);
}

import * as tf from '@tensorflow/tfjs-core';
import { activate } from './_activation.ts';
import { batchNorm } from './_batch-norm.ts';
import { convolve } from './_convolution.ts';
import type { Pass } from './_pass.ts';

/** Applies ResNet-18 without its stem and classifier: `[n, height, width, w]` to features `[n, 8 * w]`. */
export function trunk(x: tf.Tensor4D, pass: Pass): tf.Tensor2D {
  let y = x;
  for (const index of [1, 2, 3, 4]) y = trunkLayer(y, index, pass);
  return tf.mean(y, [1, 2]);
}

/** Applies layer 1, 2, 3 or 4: two basic blocks. All but the first halve the frame and double the channels. */
export function trunkLayer(x: tf.Tensor4D, index: number, pass: Pass): tf.Tensor4D {
  const at = `trunk.layer${index}`;
  return basicBlock(basicBlock(x, `${at}.0`, index === 1 ? 1 : 2, pass), `${at}.1`, 1, pass);
}

function basicBlock(x: tf.Tensor4D, at: string, stride: number, pass: Pass): tf.Tensor4D {
  const weight = (name: string) => pass.variables[`${at}.${name}.weight`] as unknown as tf.Tensor4D;

  let y = convolve(x, weight('conv1'), stride);
  y = activate(batchNorm(y, `${at}.bn1`, pass), `${at}.relu1`, pass);
  y = convolve(y, weight('conv2'));
  y = batchNorm(y, `${at}.bn2`, pass);
  const shortcut =
    stride === 1
      ? x
      : batchNorm(convolve(x, weight('downsample.0'), stride), `${at}.downsample.1`, pass);
  return activate(tf.add(y, shortcut), `${at}.relu2`, pass);
}

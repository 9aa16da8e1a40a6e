import * as tf from '@tensorflow/tfjs-core';
import { selfAttention } from './_attention.ts';
import { convolutionModule } from './_convolution-module.ts';
import { layerNorm } from './_layer-norm.ts';
import { linear } from './_linear.ts';
import type { Pass } from './_pass.ts';
import { relativePositions } from './_positions.ts';
import { swish } from './_swish.ts';

/** `[batch, time, features]` of the encoder to `[batch, time, width]`. */
export function conformer(features: tf.Tensor3D, blocks: number, pass: Pass): tf.Tensor3D {
  const { variables, drop } = pass;
  let x = drop(embed(features, pass), 'embed');
  const positions = drop(relativePositions(x.shape[1], x.shape[2]), 'positions');
  for (let i = 0; i < blocks; i++) x = conformerBlock(x, positions, `encoders.${i}`, pass);
  return layerNorm(x, 'after_norm', variables);
}

/** Into the conformer's width, and as large as espnet has it: positions stay aside. */
export function embed(features: tf.Tensor3D, { variables }: Pass): tf.Tensor3D {
  const x = linear(features, 'proj', variables);
  return tf.mul(x, Math.sqrt(x.shape[2]));
}

/**
 * One block, the one named `at`: half a feed-forward step, attention, convolution, the other half,
 * each on a normed copy and added to `x`; then a norm.
 *
 * @see Gulati et al. 2020 (Conformer), eq. 1
 */
export function conformerBlock(
  x: tf.Tensor3D,
  positions: tf.Tensor2D,
  at: string,
  pass: Pass,
): tf.Tensor3D {
  const { variables, drop } = pass;
  const feedForward = (x: tf.Tensor3D, name: string) => {
    const hidden = swish(linear(x, `${name}.w_1`, variables));
    return linear(drop(hidden, `${name}.hidden`), `${name}.w_2`, variables);
  };
  const attention = (x: tf.Tensor3D, name: string) => selfAttention(x, positions, name, pass);
  const convolution = (x: tf.Tensor3D, name: string) => convolutionModule(x, name, pass);
  const branch = (x: tf.Tensor3D, norm: string, module: string, f: typeof feedForward) => {
    const step = f(layerNorm(x, `${at}.norm_${norm}`, variables), `${at}.${module}`);
    return drop(step, `${at}.${module}`);
  };

  let y = x;
  y = tf.add(y, tf.mul(branch(y, 'ff_macaron', 'feed_forward_macaron', feedForward), 0.5));
  y = tf.add(y, branch(y, 'mha', 'self_attn', attention));
  y = tf.add(y, branch(y, 'conv', 'conv_module', convolution));
  y = tf.add(y, tf.mul(branch(y, 'ff', 'feed_forward', feedForward), 0.5));
  return layerNorm(y, `${at}.norm_final`, variables);
}

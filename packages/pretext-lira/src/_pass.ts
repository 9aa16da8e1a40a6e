import type { Variables } from '@ssvaerr/pretext';
import * as tf from '@tensorflow/tfjs-core';
import type { Dropout } from './_dropout.ts';

/** Arguments of one pass through a part of the conformer, besides its input. */
export interface Pass {
  readonly variables: Variables;
  readonly heads: number;
  /** Normalise by the batch and move batch norm's running statistics. */
  readonly training: boolean;
  readonly drop: Dropout;
  /** `[batch, time, 1]`: 1 for a frame that counts, 0 for padding, which no convolution sees. */
  readonly frames: tf.Tensor3D;
  /** `[1, batch, 1, time]`: what to add to attention scores so that no frame attends to padding. */
  readonly keyBias: tf.Tensor4D;
}

/**
 * Far below every score, and finite: a softmax over it alone is uniform, not NaN. In float32 its
 * spacing is 64, so a score added to it is lost and the weight is exactly 0.
 */
const IGNORED = -1e9;

/** `mask`, `[batch, time]`, 0 or 1, in the forms that a pass wants. */
export function maskForms(mask: tf.Tensor2D): Pick<Pass, 'frames' | 'keyBias'> {
  const [batch, time] = mask.shape;
  return {
    frames: tf.reshape(mask, [batch, time, 1]),
    keyBias: tf.reshape(tf.mul(tf.sub(1, mask), IGNORED), [1, batch, 1, time]),
  };
}

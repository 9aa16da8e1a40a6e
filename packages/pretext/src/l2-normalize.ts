import * as tf from '@tensorflow/tfjs-core';
import { assertTensor } from './_checks.ts';

/** Below a norm of 1e-6 a vector is only scaled up, so that 0 stays 0 and has a finite gradient. */
const EPSILON = 1e-12;

/**
 * Scales vectors to length 1: `x / sqrt(max(sum x^2, 1e-12))` along the last axis.
 *
 * @param x `[..., features]`.
 * @returns a new tensor of the same shape.
 * @throws TypeError if `x` is not float32; RangeError if it is a scalar.
 * @see DeepMind's BYOL, `helpers.l2_normalize`
 * @example
 * ```ts
 * import { l2Normalize } from '@ssvaerr/pretext';
 * import * as tf from '@tensorflow/tfjs';
 *
 * console.log(Array.from(l2Normalize(tf.tensor1d([3, 4])).dataSync(), (x) => x.toFixed(1)).join(' ')); // 0.6 0.8
 * ```
 */
export function l2Normalize<T extends tf.Tensor>(x: T): T {
  assertTensor('l2Normalize', 'x', x);
  if (x.rank === 0) throw new RangeError("l2Normalize: 'x' must have an axis, got a scalar.");
  return tf.tidy(() => {
    const squares = tf.sum(tf.square(x), -1, true);
    return tf.mul(x, tf.rsqrt(tf.maximum(squares, EPSILON)));
  });
}

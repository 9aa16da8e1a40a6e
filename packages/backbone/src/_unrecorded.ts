import * as tf from '@tensorflow/tfjs-core';

/**
 * Returns `f(x)` without recording it on the gradient tape, so that TF.js keeps no intermediate tensor. A gradient that
 * would have to pass through throws instead of being wrong.
 */
export function unrecorded<T extends tf.Tensor, R extends tf.Tensor>(
  x: T,
  what: string,
  f: (x: T) => R,
): R {
  const op = tf.customGrad<R>((input) => ({
    value: f(input as T),
    gradFunc: () => {
      throw new Error(`${what} passes no gradient to its input.`);
    },
  }));
  return op(x);
}

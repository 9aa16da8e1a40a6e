import * as tf from '@tensorflow/tfjs-core';

/**
 * `f(x)`, with nothing of it recorded for the gradient: TF.js keeps no intermediate tensor, and a
 * gradient that would have to pass through is refused rather than wrong.
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

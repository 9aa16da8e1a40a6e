import * as tf from '@tensorflow/tfjs-core';
import { assertLogits, assertNumbers } from './_checks.ts';
import { oneHot } from './_one-hot.ts';

/** Options of {@link decode}. */
export interface DecodeOptions {
  /** Expectation under the softmax, or the center of the most likely class. Default 'expectation'. */
  readonly method?: 'expectation' | 'mode';
}

/**
 * Converts class logits to values.
 *
 * @param logits float32 `[..., classes]`.
 * @param centers `[classes]`, finite: the value of each class.
 * @returns float32 `[...]`, between the smallest and the largest center.
 * @throws TypeError if an argument has the wrong type; RangeError if lengths differ or the method is unknown.
 * @example
 * ```ts
 * import { binCenters, decode } from '@ssvaerr/losses';
 * import * as tf from '@tensorflow/tfjs';
 *
 * const logits = tf.oneHot([19], 20).mul(50).toFloat(); // certain of the last bin
 * console.log(decode(logits, binCenters()).dataSync()[0]!.toFixed(3)); // 0.950
 * ```
 */
export function decode(
  logits: tf.Tensor,
  centers: ArrayLike<number>,
  { method = 'expectation' }: DecodeOptions = {},
): tf.Tensor {
  assertLogits('decode', logits);
  const classes = logits.shape[logits.rank - 1]!;
  assertNumbers('decode', 'centers', centers, classes);
  if (method !== 'expectation' && method !== 'mode') {
    throw new RangeError(`decode: 'method' must be 'expectation' or 'mode', got '${method}'.`);
  }
  return tf.tidy(() => {
    const weights = method === 'mode' ? oneHot(tf.argMax(logits, -1), classes) : tf.softmax(logits);
    return tf.sum(tf.mul(weights, tf.tensor1d(Float32Array.from(centers))), -1);
  });
}

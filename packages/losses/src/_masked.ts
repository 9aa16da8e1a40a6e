import * as tf from '@tensorflow/tfjs-core';

/** Returns `x` with 0 in the masked frames. Unlike a product with 0 this also removes NaN. */
export function masked<T extends tf.Tensor>(x: T, mask: tf.Tensor | undefined): T {
  return mask ? (tf.where(tf.cast(mask, 'bool'), x, tf.zerosLike(x)) as T) : x;
}

/** Returns the mean along `axis` (or over all axes) of the frames that count; 0 if none does. */
export function maskedMean<T extends tf.Tensor>(
  x: tf.Tensor,
  mask: tf.Tensor | undefined,
  axis?: number,
  keepDims = false,
): T {
  if (!mask) return tf.mean(x, axis, keepDims);
  const count = tf.sum(tf.cast(tf.cast(mask, 'bool'), 'float32'), axis, keepDims);
  return tf.div(tf.sum(masked(x, mask), axis, keepDims), tf.maximum(count, 1));
}

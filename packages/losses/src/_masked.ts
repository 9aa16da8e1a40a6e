import * as tf from '@tensorflow/tfjs-core';

/** `x` in the frames that count, 0 in the others: over NaN too, which a product with 0 would keep. */
export function masked<T extends tf.Tensor>(x: T, mask: tf.Tensor | undefined): T {
  return mask ? (tf.where(tf.cast(mask, 'bool'), x, tf.zerosLike(x)) as T) : x;
}

/** Mean along `axis` (or all) over the frames that count; 0 where none does. */
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

import * as tf from '@tensorflow/tfjs-core';
import { assertTensor } from './_checks.ts';

/** Which frames count. */
export interface MaskOptions {
  /**
   * 0 drops a frame, anything else keeps it; float32, int32 or bool, one entry per frame. What
   * predictions and labels hold in a dropped frame does not matter, not even NaN, and its gradient
   * is 0. Default: every frame counts.
   */
  readonly mask?: tf.Tensor | undefined;
}

/**
 * Mask of the frames whose labels are all there: NaN means missing.
 *
 * @param labels float32 `[..., dimensions]`.
 * @returns float32 `[...]`: 0 where any of a frame's labels is NaN, else 1.
 * @throws TypeError on another dtype, RangeError on a scalar.
 * @example
 * ```ts
 * import { maskOf } from '@ssvaerr/losses';
 * import * as tf from '@tensorflow/tfjs';
 *
 * const labels = tf.tensor2d([0.1, 0.2, Number.NaN, 0.3], [2, 2]);
 * console.log(maskOf(labels).dataSync().join(' ')); // 1 0
 * ```
 */
export function maskOf(labels: tf.Tensor): tf.Tensor {
  assertTensor('maskOf', 'labels', labels, 'float32');
  if (labels.rank === 0) {
    throw new RangeError("maskOf: 'labels' must have shape [..., dimensions], got [].");
  }
  return tf.tidy(() =>
    tf.cast(tf.logicalNot(tf.any(tf.isNaN(labels), labels.rank - 1)), 'float32'),
  );
}

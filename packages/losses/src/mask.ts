import * as tf from '@tensorflow/tfjs-core';
import { assertTensor } from './_checks.ts';

/** Mask of the frames that count. */
export interface MaskOptions {
  /**
   * Mask with one entry per frame, float32, int32 or bool: 0 masks a frame, anything else keeps it. The contents of a masked
   * frame, even NaN, affect neither value nor gradient. Default: every frame counts.
   */
  readonly mask?: tf.Tensor | undefined;
}

/**
 * Returns the mask of the frames whose labels are complete; NaN marks a missing label.
 *
 * @param labels float32 `[..., dimensions]`.
 * @returns float32 `[...]`: 0 where any label of a frame is NaN, else 1.
 * @throws TypeError if `labels` is not float32; RangeError if it is a scalar.
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

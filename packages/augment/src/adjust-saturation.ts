import * as tf from '@tensorflow/tfjs-core';
import { assertAtLeast, assertClip } from './_checks.ts';
import { luma } from './_lightness.ts';
import { clipped } from './_tones.ts';

/** Options of {@link adjustSaturation}. */
export interface AdjustSaturationOptions {
  /** Factor of the distances from the gray of the same lightness, >= 0; 0 gives gray, 1 changes nothing. */
  readonly factor: number;
}

/**
 * Changes the saturation to `factor * x + (1 - factor) * gray(x)`, clipped to [0, 1], as in torchvision. A clip
 * of one channel stays unchanged.
 *
 * @param clip float32 `[time, height, width, channels]` in [0, 1].
 * @returns float32, the shape of `clip`.
 * @throws TypeError if `clip` is not a float32 tensor; RangeError if it has another shape,
 *   or if `factor` is negative or not finite.
 * @example
 * ```ts
 * import { adjustSaturation } from '@ssvaerr/augment';
 * import * as tf from '@tensorflow/tfjs';
 *
 * const red = tf.tensor4d([1, 0, 0], [1, 1, 1, 3]);
 * const dull = adjustSaturation(red, { factor: 0.5 }).dataSync();
 * console.log(Array.from(dull, (x) => x.toFixed(2)).join(' ')); // 0.65 0.15 0.15
 * ```
 */
export function adjustSaturation(
  clip: tf.Tensor4D,
  { factor }: AdjustSaturationOptions,
): tf.Tensor4D {
  assertClip('adjustSaturation', clip);
  assertAtLeast('adjustSaturation', 'factor', factor, 0);
  if (clip.shape[3] === 1) return tf.clone(clip);
  return tf.tidy(() => {
    const mixed = luma.flatMap((weight, from) =>
      [0, 1, 2].map((to) => (1 - factor) * weight + (from === to ? factor : 0)),
    );
    const colors = tf.matMul(tf.reshape(clip, [-1, 3]), tf.tensor2d(mixed, [3, 3]));
    return tf.reshape(clipped(colors), clip.shape);
  });
}

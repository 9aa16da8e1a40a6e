import type { PixelStatistics } from '@ssvaerr/data';
import type { Store } from '@ssvaerr/data/node';
import * as tf from '@tensorflow/tfjs-core';

/** Values of the option `normalize`. */
export const normalizations = ['set', 'frame'] as const;

/**
 * What pixels in [0, 1] are normalized by: mean and standard deviation of all training frames (`set`, as the
 * paper), or of each frame by itself (`frame`), which takes out how light it is and how strong its contrasts are.
 */
export type Normalization = PixelStatistics | 'frame';

/** What a training normalises by; the store must have training clips. */
export const normalizationOf = (
  { normalize }: { readonly normalize: (typeof normalizations)[number] },
  { info }: Store,
): Normalization => (normalize === 'frame' ? 'frame' : info.pixel!);

/** Added to a frame's variance: one without contrast, such as a black one, stays flat. */
export const frameEpsilon = 1e-4;

/**
 * Pixels to mean 0 and standard deviation 1.
 *
 * @param clips `[…, height, width, channels]` in [0, 1].
 * @returns the same shape.
 */
export function normalized<T extends tf.Tensor>(clips: T, by: Normalization): T {
  return tf.tidy(() => {
    if (by !== 'frame') return tf.div(tf.sub(clips, by.mean), by.std);
    const axes = [-3, -2, -1].map((axis) => clips.rank + axis);
    const { mean, variance } = tf.moments(clips, axes, true);
    return tf.mul(tf.sub(clips, mean), tf.rsqrt(tf.add(variance, frameEpsilon)));
  });
}

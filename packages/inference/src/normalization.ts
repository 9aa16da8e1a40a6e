import type { PixelStatistics } from '@ssvaerr/data';
import type { Store } from '@ssvaerr/data/node';
import * as tf from '@tensorflow/tfjs-core';

/** The names of both kinds of normalization: by the training set, or by each frame. */
export const normalizations = ['set', 'frame'] as const;

/**
 * How pixels in [0, 1] are normalized: by the mean and standard deviation of all training frames, as in the paper, or by
 * those of each frame (`'frame'`), which removes differences of brightness and contrast.
 */
export type Normalization = PixelStatistics | 'frame';

/**
 * Gives the normalization that a config asks for. The store must have training clips.
 *
 * @example
 * ```ts no-run
 * const pixel = normalizationOf({ normalize: 'set' }, await openStore('clips'));
 * ```
 */
export const normalizationOf = (
  { normalize }: { readonly normalize: (typeof normalizations)[number] },
  { info }: Store,
): Normalization => (normalize === 'frame' ? 'frame' : info.pixel!);

/** Is added to the variance of a frame, so that a frame without contrast becomes 0. */
export const frameEpsilon = 1e-4;

/**
 * Normalizes pixels to mean 0 and standard deviation 1.
 *
 * @param clips `[…, height, width, channels]` in [0, 1].
 * @returns a tensor of the same shape.
 * @example
 * normalized(tf.tensor1d([0.1, 0.4, 0.9]), { mean: 0.4, std: 0.1 }); // [-3, 0, 5]
 */
export function normalized<T extends tf.Tensor>(clips: T, by: Normalization): T {
  return tf.tidy(() => {
    if (by !== 'frame') return tf.div(tf.sub(clips, by.mean), by.std);
    const axes = [-3, -2, -1].map((axis) => clips.rank + axis);
    const { mean, variance } = tf.moments(clips, axes, true);
    return tf.mul(tf.sub(clips, mean), tf.rsqrt(tf.add(variance, frameEpsilon)));
  });
}

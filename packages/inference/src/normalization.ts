import type { PixelStatistics } from '@ssvaerr/data';
import type { Store } from '@ssvaerr/data/node';
import * as tf from '@tensorflow/tfjs-core';

/**
 * The names of both kinds of normalization: by the training set, or by each frame.
 *
 * @example
 * ```ts
 * import { normalizations } from '@ssvaerr/inference';
 *
 * console.log(normalizations.join(' or ')); // set or frame
 * ```
 */
export const normalizations = ['set', 'frame'] as const;

/**
 * Selects how pixels in [0, 1] are normalized: by the mean and standard deviation of all training frames, as in the paper,
 * or by those of each frame (`'frame'`), which removes differences of brightness and contrast.
 */
export type Normalization = PixelStatistics | 'frame';

/**
 * Gives the normalization that a config asks for. The store must have training clips.
 *
 * @example
 * ```ts
 * import { mkdtemp, rm } from 'node:fs/promises';
 * import { tmpdir } from 'node:os';
 * import { join } from 'node:path';
 * import { silentLog } from '@ssvaerr/host';
 * import { normalizationOf } from '@ssvaerr/inference';
 * import { writeSyntheticStore } from '@ssvaerr/preprocess';
 *
 * const root = await mkdtemp(join(tmpdir(), 'inference-'));
 * const { store } = await writeSyntheticStore(join(root, 'faces'), {
 *   ...{ seed: 1, clips: 5, frames: 2, fps: 25, size: 32, audio: null, resume: false },
 *   ...{ log: silentLog, signal: new AbortController().signal },
 * });
 * console.log(normalizationOf({ normalize: 'frame' }, store)); // frame
 * console.log(normalizationOf({ normalize: 'set' }, store) === store.info.pixel); // true
 * await rm(root, { recursive: true });
 * ```
 */
export const normalizationOf = (
  { normalize }: { readonly normalize: (typeof normalizations)[number] },
  { info }: Store,
): Normalization => (normalize === 'frame' ? 'frame' : info.pixel!);

/**
 * This number is added to the variance of a frame, so that a frame without contrast becomes 0.
 *
 * @example
 * ```ts
 * import { frameEpsilon, normalized } from '@ssvaerr/inference';
 * import * as tf from '@tensorflow/tfjs';
 *
 * const [a, b] = [0.5 - 0.01, 0.5 + 0.01]; // a frame of two pixels with variance 1e-4
 * const frame = normalized(tf.tensor3d([a, b], [1, 2, 1]), 'frame');
 * const expected = 0.01 / Math.sqrt(0.01 ** 2 + frameEpsilon);
 * console.log(frame.dataSync()[1]!.toFixed(3), expected.toFixed(3)); // 0.707 0.707
 * ```
 */
export const frameEpsilon = 1e-4;

/**
 * Normalizes pixels to mean 0 and standard deviation 1.
 *
 * @param clips `[…, height, width, channels]` in [0, 1].
 * @returns a tensor of the same shape.
 * @example
 * ```ts
 * import { normalized } from '@ssvaerr/inference';
 * import * as tf from '@tensorflow/tfjs';
 *
 * const clip = tf.tensor4d([0, 0.5, 1], [1, 1, 3, 1]);
 * console.log(normalized(clip, { mean: 0.5, std: 0.25 }).dataSync().join(' ')); // -2 0 2
 * ```
 */
export function normalized<T extends tf.Tensor>(clips: T, by: Normalization): T {
  return tf.tidy(() => {
    if (by !== 'frame') return tf.div(tf.sub(clips, by.mean), by.std);
    const axes = [-3, -2, -1].map((axis) => clips.rank + axis);
    const { mean, variance } = tf.moments(clips, axes, true);
    return tf.mul(tf.sub(clips, mean), tf.rsqrt(tf.add(variance, frameEpsilon)));
  });
}

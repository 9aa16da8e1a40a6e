import * as tf from '@tensorflow/tfjs-core';
import { assertShape } from './_checks.ts';

/**
 * Averages features over time, which gives one vector per clip.
 *
 * @param features `[batch, time, features]`.
 * @returns `[batch, features]`.
 * @throws TypeError if `features` is not float32; RangeError if its rank is not 3 or an axis is empty.
 * @example
 * ```ts
 * import { poolOverTime } from '@ssvaerr/pretext';
 * import * as tf from '@tensorflow/tfjs';
 *
 * const features = tf.tensor3d([1, 3], [1, 2, 1]); // one clip of two frames
 * console.log(poolOverTime(features).dataSync()[0]); // 2
 * ```
 */
export function poolOverTime(features: tf.Tensor3D): tf.Tensor2D {
  assertShape('poolOverTime', 'features', features, ['batch', 'time', 'features']);
  return tf.mean(features, 1);
}

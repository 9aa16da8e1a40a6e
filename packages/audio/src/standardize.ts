import * as tf from '@tensorflow/tfjs-core';
import { assertFloatTensor, mustBe } from './_checks.ts';
import type { FeatureMoments } from './feature-statistics.ts';

/**
 * Standardizes features to `(features - mean) / std`, each dimension with its own moments. A dimension that was constant in
 * the training set (`std` 0) is only centered.
 *
 * @param features float32 `[..., width]`.
 * @param moments of `width` dimensions, from `FeatureStatistics` of the training set.
 * @returns float32, same shape.
 * @throws TypeError if `features` is not float32; RangeError if the moments are not finite, a `std` is negative or their
 *   number is not `width`.
 * @example
 * ```ts
 * import { standardize } from '@ssvaerr/audio';
 * import * as tf from '@tensorflow/tfjs';
 *
 * const features = tf.tensor2d([0, 10, 2, 10], [2, 2]);
 * console.log(standardize(features, { mean: [1, 10], std: [1, 0] }).dataSync().join(' ')); // -1 0 1 0
 * ```
 */
export function standardize<T extends tf.Tensor>(features: T, { mean, std }: FeatureMoments): T {
  assertFloatTensor('standardize', 'features', features);
  const width = features.shape.at(-1) ?? 0;
  for (const [name, values] of Object.entries({ mean, std })) {
    if (values.length !== width) {
      throw mustBe('standardize', name, `hold ${width} numbers`, values.length);
    }
    const bad = values.findIndex((x) => !Number.isFinite(x) || (name === 'std' && x < 0));
    if (bad >= 0) {
      const rule = name === 'std' ? 'be finite and >= 0' : 'be finite';
      throw mustBe('standardize', name, rule, `${values[bad]} at ${bad}`);
    }
  }
  return tf.tidy(() => {
    const scale = tf.tensor1d(std.map((x) => (x === 0 ? 1 : x)));
    return tf.div(tf.sub(features, tf.tensor1d([...mean])), scale) as T;
  });
}

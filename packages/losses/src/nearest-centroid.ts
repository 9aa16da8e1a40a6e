import * as tf from '@tensorflow/tfjs-core';
import { assertNumbers, assertTensor } from './_checks.ts';

/**
 * Returns the index of the centroid nearest to each value. A tie goes to the lower index, so the first of equal centroids
 * takes all.
 *
 * @param y float32 `[...]`. The class of NaN is arbitrary: mask it.
 * @param centroids `[classes]`, finite, from `kMeans` or `binCenters`.
 * @returns int32 classes `[...]`. Not differentiable.
 * @throws TypeError if an argument has the wrong type; RangeError if there is no centroid or one is not finite.
 * @example
 * ```ts
 * import { nearestCentroid } from '@ssvaerr/losses';
 * import * as tf from '@tensorflow/tfjs';
 *
 * console.log(nearestCentroid(tf.tensor1d([-0.9, 0.4]), [-0.5, 0, 0.5]).dataSync().join(' ')); // 0 2
 * ```
 */
export function nearestCentroid(y: tf.Tensor, centroids: ArrayLike<number>): tf.Tensor {
  assertTensor('nearestCentroid', 'y', y, 'float32');
  assertNumbers('nearestCentroid', 'centroids', centroids);
  return tf.tidy(() =>
    tf.argMin(tf.abs(tf.sub(tf.expandDims(y, -1), tf.tensor1d(Float32Array.from(centroids)))), -1),
  );
}

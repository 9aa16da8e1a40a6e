import * as tf from '@tensorflow/tfjs-core';
import { assertShape, assertTensor } from './_checks.ts';
import { type CompositeOptions, compositeLoss } from './composite.ts';
import { maskOf } from './mask.ts';
import { splitOutput } from './split-output.ts';

/** A loss as `model.compile({ loss })` of tf.layers takes it: the truth comes first. */
export type LayersLoss = (yTrue: tf.Tensor, yPred: tf.Tensor) => tf.Tensor;

/**
 * Converts a loss or metric of (prediction, target) to one of tf.layers, which passes the truth first:
 * `model.compile({ loss: forLayers(cccLoss), metrics: [forLayers(ccc)] })`. To pass options, wrap the loss:
 * `forLayers((p, t) => cccLoss(p, t, { epsilon: 1e-6 }))`.
 *
 * @throws TypeError if `loss` is not a function.
 * @example
 * ```ts
 * import { cccLoss, forLayers } from '@ssvaerr/losses';
 * import * as tf from '@tensorflow/tfjs';
 *
 * const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [3] })] });
 * model.compile({ optimizer: 'sgd', loss: forLayers(cccLoss) });
 * ```
 */
export function forLayers(
  loss: (prediction: tf.Tensor, target: tf.Tensor) => tf.Tensor,
): LayersLoss {
  if (typeof loss !== 'function') {
    throw new TypeError(`forLayers: 'loss' must be a function, got ${typeof loss}.`);
  }
  return (yTrue, yPred) => loss(yPred, yTrue);
}

/**
 * Returns {@link compositeLoss} for tf.layers, on the raw output of the network.
 *
 * `yPred` is `[batch, time, 2 * (classes + 1)]`, as `splitOutput` takes it. The first two columns of `yTrue` are (arousal,
 * valence); a frame with a NaN there is masked. tf.layers requires `yTrue` to be as wide as the output: pad it by
 * `tf.pad(labels, [[0, 0], [0, 0], [0, width - 2]])`.
 *
 * @param options those of {@link compositeLoss} without `mask`, which comes from the labels.
 * @throws when called, the errors of {@link compositeLoss} and {@link splitOutput}.
 * @example
 * ```ts
 * import { compositeForLayers, tableIII } from '@ssvaerr/losses';
 * import * as tf from '@tensorflow/tfjs';
 *
 * const loss = compositeForLayers({ weights: tableIII.mse });
 * const labels = tf.pad(tf.tensor3d([0.5, 0.1], [1, 1, 2]), [[0, 0], [0, 0], [0, 40]]);
 * console.log(loss(labels, tf.zeros([1, 1, 42])).dataSync()[0]!.toFixed(3)); // 0.260
 * ```
 */
export function compositeForLayers(options: Omit<CompositeOptions, 'mask'>): LayersLoss {
  return (yTrue, yPred) => {
    assertTensor('compositeForLayers', 'yTrue', yTrue, 'float32');
    assertShape('compositeForLayers', 'yTrue', yTrue, ['batch', 'time', 'columns']);
    if (yTrue.shape[2]! < 2) {
      throw new RangeError(
        `compositeForLayers: 'yTrue' must have 2 or more columns, got ${yTrue.shape[2]}.`,
      );
    }
    return tf.tidy(() => {
      const labels = tf.slice(yTrue as tf.Tensor3D, [0, 0, 0], [-1, -1, 2]);
      const output = splitOutput(yPred as tf.Tensor3D);
      return compositeLoss(output, labels, { ...options, mask: maskOf(labels) });
    });
  };
}

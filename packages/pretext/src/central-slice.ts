import * as tf from '@tensorflow/tfjs-core';
import { assertShape } from './_checks.ts';

/**
 * A 3-D convolution that was trained on single frames, made fit for clips: all temporal slices of its
 * kernel but the middle one are 0. Single frames never reached those, and their random initial values
 * would be noise in every feature of a clip. For `frontend3D.0.weight`, on export.
 *
 * @param weight `[time, height, width, in, out]`, `time` odd; kept.
 * @returns a new tensor of that shape.
 * @throws TypeError if it is not float32; RangeError on another rank or an even `time`.
 * @example
 * ```ts
 * import { centralSlice } from '@ssvaerr/pretext';
 * import * as tf from '@tensorflow/tfjs';
 *
 * const weight = tf.ones<tf.Rank.R5>([5, 1, 1, 1, 1]); // [time, height, width, in, out]
 * console.log(centralSlice(weight).dataSync().join(' ')); // 0 0 1 0 0
 * ```
 */
export function centralSlice(weight: tf.Tensor5D): tf.Tensor5D {
  assertShape('centralSlice', 'weight', weight, ['time', 'height', 'width', 'in', 'out']);
  const [time, ...rest] = weight.shape;
  if (time % 2 === 0) {
    throw new RangeError(`centralSlice: 'weight' must have an odd time, got ${time}.`);
  }
  const around = (time - 1) / 2;
  return tf.tidy(() => {
    const middle = tf.slice(weight, [around, 0, 0, 0, 0], [1, ...rest]);
    return tf.pad(middle, [[around, around], ...rest.map((): [number, number] => [0, 0])]);
  });
}

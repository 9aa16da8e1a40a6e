import * as tf from '@tensorflow/tfjs-core';
import { assertShape } from './_checks.ts';

/**
 * Adapts a 3-D convolution that was trained on single frames to clips: it sets all temporal slices of the kernel
 * except the central one to 0. Single frames never reach the other slices, whose random initial values would add noise
 * to every feature of a clip. Use it for `frontend3D.0.weight` on export.
 *
 * @param weight `[time, height, width, in, out]`, `time` odd; not disposed.
 * @returns a new tensor of the same shape.
 * @throws TypeError if `weight` is not float32; RangeError if its rank is not 5 or `time` is even.
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

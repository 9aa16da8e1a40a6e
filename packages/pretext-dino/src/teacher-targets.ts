import * as tf from '@tensorflow/tfjs-core';
import { assertShape, assertTemperature } from './_checks.ts';

/** Options of {@link teacherTargets}. */
export interface TeacherTargetsOptions {
  /** Temperature of the teacher's softmax, > 0; a scalar tensor if it changes between steps. Default 0.04. */
  readonly temperature?: number | tf.Scalar;
}

/**
 * Returns the probabilities that the student must predict: the teacher's logits, centered and sharpened,
 * `softmax((logits - center) / temperature)`.
 *
 * @param logits `[..., prototypes]`.
 * @param center `[prototypes]`, the running mean of the teacher's logits.
 * @returns probabilities `[..., prototypes]`.
 * @throws TypeError if a tensor is not float32; RangeError if a shape does not fit or a `temperature` that is a number
 *   is out of range (a tensor is not checked).
 * @see Caron et al. 2021, section 3.1, https://arxiv.org/abs/2104.14294
 * @example
 * ```ts
 * import { teacherTargets } from '@ssvaerr/pretext-dino';
 * import * as tf from '@tensorflow/tfjs';
 *
 * const probabilities = teacherTargets(tf.tensor2d([[0.1, 0]]), tf.zeros([2]), { temperature: 0.1 });
 * console.log(Array.from(probabilities.dataSync(), (p) => p.toFixed(2)).join(' ')); // 0.73 0.27
 * ```
 */
export function teacherTargets<T extends tf.Tensor>(
  logits: T,
  center: tf.Tensor1D,
  { temperature = 0.04 }: TeacherTargetsOptions = {},
): T {
  assertShape('teacherTargets', 'logits', logits, ['...', 'prototypes']);
  assertShape('teacherTargets', 'center', center, [logits.shape.at(-1)!]);
  if (temperature instanceof tf.Tensor) {
    assertShape('teacherTargets', 'temperature', temperature, []);
  } else {
    assertTemperature('teacherTargets', 'temperature', temperature);
  }
  return tf.tidy(() => tf.softmax(tf.div(tf.sub(logits, center), temperature)) as T);
}

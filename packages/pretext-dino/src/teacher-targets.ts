import * as tf from '@tensorflow/tfjs-core';
import { assertShape, assertTemperature } from './_checks.ts';

/** Options of {@link teacherTargets}. */
export interface TeacherTargetsOptions {
  /** Temperature of the teacher's softmax, > 0; a scalar tensor where it changes from step to step. Default 0.04. */
  readonly temperature?: number | tf.Scalar;
}

/**
 * What the student must predict: the teacher's logits, centred and sharpened,
 * `softmax((logits - center) / temperature)`.
 *
 * @param logits `[..., prototypes]`.
 * @param center `[prototypes]`: running mean of the teacher's logits.
 * @returns probabilities, `[..., prototypes]`.
 * @throws RangeError if a shape does not fit or `temperature` is out of range (a tensor cannot be
 *   asked), TypeError if a tensor is not float32.
 * @see Caron et al. 2021, section 3.1, https://arxiv.org/abs/2104.14294
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

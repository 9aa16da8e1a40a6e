import * as tf from '@tensorflow/tfjs-core';
import { assertShape, assertTemperature } from './_checks.ts';

/** Options of {@link dinoLoss}. */
export interface DinoLossOptions {
  /** Temperature of the student's softmax, > 0. Default 0.1. */
  readonly temperature?: number;
}

/**
 * Cross-entropy of the student's softmax against the teacher's, `-sum p_teacher log p_student`: mean
 * over the batch and over all pairs of a teacher's view and another view of the student. At least the
 * entropy of the teacher; `ln(prototypes)` where the student is uniform.
 *
 * @param student logits, `[views, batch, prototypes]`, at least 2 views and 2 prototypes; the teacher's
 *   views first, in the teacher's order.
 * @param teacher probabilities from {@link teacherTargets}, `[global views, batch, prototypes]`, at
 *   most as many views; computed outside the gradient closure.
 * @returns scalar.
 * @throws RangeError if a shape does not fit or `temperature` is out of range, TypeError if a tensor
 *   is not float32.
 * @see Caron et al. 2021, eq. 3, https://arxiv.org/abs/2104.14294
 */
export function dinoLoss(
  student: tf.Tensor3D,
  teacher: tf.Tensor3D,
  { temperature = 0.1 }: DinoLossOptions = {},
): tf.Scalar {
  assertShape('dinoLoss', 'student', student, ['views', 'batch', 'prototypes']);
  const [views, batch, prototypes] = student.shape;
  assertShape('dinoLoss', 'teacher', teacher, ['global views', batch, prototypes]);
  const [globals] = teacher.shape;
  if (views < 2)
    throw new RangeError(`dinoLoss: 'student' must have 2 or more views, got ${views}.`);
  if (prototypes < 2) {
    throw new RangeError(`dinoLoss: 'student' must have 2 or more prototypes, got ${prototypes}.`);
  }
  if (globals > views) {
    throw new RangeError(
      `dinoLoss: 'teacher' must have at most the ${views} views of 'student', got ${globals}.`,
    );
  }
  assertTemperature('dinoLoss', 'temperature', temperature);
  return tf.tidy(() => {
    const logProbability = tf.logSoftmax(tf.div(student, temperature));
    // Each view learns from the sum of the teachers of all views but itself.
    const isOther = tf.sub(1, tf.eye(views, globals));
    const others = tf.matMul(isOther, tf.reshape(teacher, [globals, batch * prototypes]));
    const total = tf.sum(tf.mul(tf.reshape(others, student.shape), logProbability));
    return tf.div(total, -globals * (views - 1) * batch) as tf.Scalar;
  });
}

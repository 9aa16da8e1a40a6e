import * as tf from '@tensorflow/tfjs-core';
import { assertShape, assertTemperature } from './_checks.ts';

/** Options of {@link dinoLoss}. */
export interface DinoLossOptions {
  /** Temperature of the student's softmax, > 0. Default 0.1. */
  readonly temperature?: number;
}

/**
 * Computes the cross-entropy of the student's softmax against the teacher's, `-sum p_teacher log p_student`, averaged
 * over the batch and all pairs of a teacher's view and a different student's view. It is at least the teacher's
 * entropy, and `ln(prototypes)` if the student is uniform.
 *
 * @param student logits `[views, batch, prototypes]`, at least 2 views and 2 prototypes; the teacher's views come
 *   first, in the teacher's order.
 * @param teacher probabilities from {@link teacherTargets}, `[global views, batch, prototypes]`, with at most as many
 *   views; computed outside the gradient.
 * @returns scalar, in nats.
 * @throws TypeError if a tensor is not float32; RangeError if a shape does not fit or `temperature` is out of range.
 * @see Caron et al. 2021, eq. 3, https://arxiv.org/abs/2104.14294
 * @example
 * ```ts
 * import { dinoLoss } from '@ssvaerr/pretext-dino';
 * import * as tf from '@tensorflow/tfjs';
 *
 * const teacher = tf.tensor3d([[[1, 0]], [[0, 1]]]); // 2 views, 1 clip, 2 prototypes
 * console.log(dinoLoss(tf.zeros([2, 1, 2]), teacher).dataSync()[0]?.toFixed(2)); // 0.69
 * ```
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
      `dinoLoss: 'teacher' must have at most as many views as 'student' (${views}), got ${globals}.`,
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

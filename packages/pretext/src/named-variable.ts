import * as tf from '@tensorflow/tfjs-core';

/**
 * Creates a variable called `name` or, if TF.js already has one of that name (a student's, another run's), by the
 * first unused of `name_1`, `name_2`, ... Optimizers store their state by these names, so networks that are created
 * in the same order find their state again.
 *
 * @param name the preferred name.
 * @param values initial values; copied, not disposed.
 * @param trainable whether optimizers update the variable.
 * @example
 * ```ts
 * import { namedVariable } from '@ssvaerr/pretext';
 * import * as tf from '@tensorflow/tfjs';
 *
 * const [first, second] = [1, 2].map(() => namedVariable('scale', tf.scalar(1), true));
 * console.log(first?.name, second?.name); // scale scale_1
 * ```
 */
export function namedVariable(name: string, values: tf.Tensor, trainable: boolean): tf.Variable {
  const taken = tf.engine().registeredVariables;
  let free = name;
  for (let i = 1; free in taken; i++) free = `${name}_${i}`;
  return tf.variable(values, trainable, free);
}

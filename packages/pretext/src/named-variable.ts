import * as tf from '@tensorflow/tfjs-core';

/**
 * A variable under `name`, or where TF.js has one of that name already (a student's, another run's)
 * the first free of `name_1`, `name_2`, ... Optimizers know variables by these names, so the same
 * networks made in the same order find their state again.
 *
 * @param values copied; kept.
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

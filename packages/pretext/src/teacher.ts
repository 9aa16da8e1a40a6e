import type * as tf from '@tensorflow/tfjs-core';
import type { Network } from './encoder.ts';

/**
 * Copies the student's parameters and running statistics to the teacher, matched by name.
 *
 * @throws RangeError if their names or shapes differ; nothing is copied then.
 * @example
 * ```ts
 * import { copyToTeacher, MlpHead } from '@ssvaerr/pretext';
 * import * as tf from '@tensorflow/tfjs';
 *
 * const [student, teacher] = [1, 2].map(
 *   (seed) => new MlpHead({ name: 'head', input: 4, hidden: 8, output: 2, seed }),
 * );
 * copyToTeacher(student!, teacher!);
 * const x = tf.ones<tf.Rank.R2>([1, 4]);
 * const [a, b] = [student!, teacher!].map((head) => head.forward(x, { training: false }).dataSync());
 * console.log(a!.join() === b!.join()); // true
 * ```
 */
export function copyToTeacher(
  student: Pick<Network, 'variables'>,
  teacher: Pick<Network, 'variables'>,
): void {
  const names = Object.keys(student.variables);
  const [unexpected] = Object.keys(teacher.variables).filter((name) => !names.includes(name));
  if (unexpected !== undefined) {
    throw new RangeError(
      `copyToTeacher: 'teacher' must have no variable that 'student' lacks, got '${unexpected}'.`,
    );
  }
  const pairs = names.map((name) => {
    const source = student.variables[name]!;
    return [counterpart('copyToTeacher', name, source, teacher), source] as const;
  });
  for (const [to, from] of pairs) {
    if (to !== from) to.assign(from); // assigning a variable to itself would free its data first
  }
}

/**
 * Returns the teacher's counterparts of the student's trainable variables, in the same order, as `emaUpdate` of
 * `@ssvaerr/optim` expects them. Running statistics are not included.
 *
 * @throws RangeError if the teacher lacks one of them or has it in another shape.
 * @example
 * ```ts
 * import { MlpHead, teacherOf } from '@ssvaerr/pretext';
 *
 * const [student, teacher] = [1, 2].map(
 *   (seed) => new MlpHead({ name: 'head', input: 4, hidden: 8, output: 2, seed }),
 * );
 * const targets = teacherOf(student!, teacher!); // for `emaUpdate` of @ssvaerr/optim
 * console.log(targets.length === student!.trainableVariables.length); // true
 * ```
 */
export function teacherOf(
  student: Network,
  teacher: Pick<Network, 'variables'>,
): readonly tf.Variable[] {
  const names = new Map(Object.entries(student.variables).map(([name, v]) => [v, name]));
  return student.trainableVariables.map((variable) => {
    const name = names.get(variable) ?? variable.name;
    return counterpart('teacherOf', name, variable, teacher);
  });
}

function counterpart(
  where: string,
  name: string,
  { dtype, shape }: tf.Variable,
  { variables }: Pick<Network, 'variables'>,
): tf.Variable {
  const found = Object.hasOwn(variables, name) ? variables[name] : undefined;
  const wanted = `${dtype} [${shape.join(', ')}]`;
  const got = found ? `${found.dtype} [${found.shape.join(', ')}]` : 'none';
  if (found && got === wanted) return found;
  throw new RangeError(
    `${where}: 'teacher' must have a variable '${name}' of ${wanted}, got ${got}.`,
  );
}

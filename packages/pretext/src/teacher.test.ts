import { emaUpdate } from '@ssvaerr/optim';
import { expectNoLeak } from '@ssvaerr/testing';
import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { assertDistinct, copyToTeacher, teacherOf } from './index.ts';

/** Variables by name, each a pair of numbers; all but `mean` are trained. */
function network(values: Readonly<Record<string, number>>) {
  const variables = Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      tf.tidy(() => tf.variable(tf.fill([2], value), name !== 'mean')),
    ]),
  );
  const trainableVariables = Object.values(variables).filter(({ trainable }) => trainable);
  return { variables, trainableVariables };
}

const first = ({ variables }: ReturnType<typeof network>) =>
  Object.fromEntries(Object.entries(variables).map(([name, v]) => [name, v.dataSync()[0]]));

describe('copyToTeacher', () => {
  it('copies parameters and statistics by name, and the copies are independent', () => {
    const student = network({ w: 1, mean: 2, b: 3 });
    const teacher = network({ b: 6, w: 4, mean: 5 });
    expectNoLeak(() => copyToTeacher(student, teacher) as undefined);
    expect(first(teacher)).toEqual({ w: 1, mean: 2, b: 3 });
    student.variables.w!.assign(tf.zeros([2]));
    expect(first(teacher)).toEqual({ w: 1, mean: 2, b: 3 });
    expect(first(student)).toEqual({ w: 0, mean: 2, b: 3 });
    tf.dispose([student.variables, teacher.variables]);
    const alone = network({ w: 1 });
    copyToTeacher(alone, alone);
    expect(first(alone)).toEqual({ w: 1 });
    tf.dispose(alone.variables);
  });

  it('refuses bad input, and copies nothing', () => {
    const student = network({ w: 1, b: 2 });
    const lacking = network({ w: 0 });
    const more = network({ w: 0, b: 0, c: 0 });
    const other = network({ w: 0 });
    other.variables.b = tf.variable(tf.zeros([3]));
    expect(() => copyToTeacher(student, lacking)).toThrow(
      new RangeError("copyToTeacher: 'teacher' must have a variable 'b' of float32 [2], got none."),
    );
    expect(() => copyToTeacher(student, more)).toThrow(
      new RangeError(
        "copyToTeacher: 'teacher' must have no variable that 'student' lacks, got 'c'.",
      ),
    );
    expect(() => copyToTeacher(student, other)).toThrow(
      new RangeError(
        "copyToTeacher: 'teacher' must have a variable 'b' of float32 [2], got float32 [3].",
      ),
    );
    for (const { variables } of [lacking, more, other]) expect(variables.w!).toBeAllclose([0, 0]);
    tf.dispose([student, lacking, more, other].map(({ variables }) => variables));
  });
});

describe('teacherOf', () => {
  it("pairs the student's trained variables with the teacher's, by name", () => {
    const student = network({ w: 1, mean: 2, b: 3 });
    const teacher = network({ b: 6, mean: 5, w: 4 });
    expect(teacherOf(student, teacher)).toEqual([teacher.variables.w, teacher.variables.b]);
    emaUpdate(teacherOf(student, teacher), student.trainableVariables, 0.5);
    expect(first(teacher)).toEqual({ w: 2.5, mean: 5, b: 4.5 });
    tf.dispose([student.variables, teacher.variables]);
  });

  it('leaves out frozen parameters of the student', () => {
    const [student, teacher] = [network({ w: 1, b: 2 }), network({ w: 3, b: 4 })];
    const frozen = { ...student, trainableVariables: [student.variables.b!] };
    expect(teacherOf(frozen, teacher)).toEqual([teacher.variables.b]);
    tf.dispose([student.variables, teacher.variables]);
  });

  it('refuses a teacher that lacks one', () => {
    const [student, teacher] = [network({ w: 1, b: 2 }), network({ w: 3 })];
    expect(() => teacherOf(student, teacher)).toThrow(
      new RangeError("teacherOf: 'teacher' must have a variable 'b' of float32 [2], got none."),
    );
    tf.dispose([student.variables, teacher.variables]);
  });
});

describe('assertDistinct', () => {
  it('refuses one variable in two networks, by any name', () => {
    const [a, b] = [network({ w: 1 }), network({ w: 2 })];
    expect(() => assertDistinct('Byol', { online: a, target: b })).not.toThrow();
    expect(() => assertDistinct('Byol', { online: a, target: a })).toThrow(
      new RangeError("Byol: 'target' must share no variable with 'online', got 'w' in both."),
    );
    const shared = { variables: { ...b.variables, other: a.variables.w! } };
    expect(() => assertDistinct('Byol', { online: a, target: shared })).toThrow(
      new RangeError("Byol: 'target' must share no variable with 'online', got 'other' in both."),
    );
    const tied = { variables: { w: a.variables.w!, tied: a.variables.w! } };
    expect(() => assertDistinct('Byol', { online: tied, target: b })).not.toThrow();
    tf.dispose([a.variables, b.variables]);
  });
});

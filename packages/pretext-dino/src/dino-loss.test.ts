import {
  expectNoLeak,
  finiteDifferenceGradient,
  golden,
  sixtyFourths,
  sixtyFourthsArray,
} from '@ssvaerr/testing';
import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dinoLoss, teacherTargets } from './index.ts';

type Views = readonly (readonly (readonly number[])[])[]; // [views][batch][prototypes]

const softmax = (x: readonly number[]) => {
  const powers = x.map((v) => Math.exp(v));
  const total = powers.reduce((a, b) => a + b, 0);
  return powers.map((v) => v / total);
};

/** The paper's double loop, number by number, in float64. */
function reference(student: Views, teacher: Views, temperature: number): number {
  const terms: number[] = [];
  teacher.forEach((targets, i) => {
    student.forEach((logits, v) => {
      if (v === i) return;
      targets.forEach((target, b) => {
        const p = softmax(logits[b]!.map((x) => x / temperature));
        terms.push(-target.reduce((sum, t, k) => sum + t * Math.log(p[k]!), 0));
      });
    });
  });
  return terms.reduce((a, b) => a + b, 0) / terms.length;
}

/** Random sizes, student logits and teacher logits. */
const cases = fc
  .record({
    globals: fc.integer({ min: 1, max: 3 }),
    locals: fc.integer({ min: 1, max: 3 }),
    batch: fc.integer({ min: 1, max: 3 }),
    prototypes: fc.integer({ min: 2, max: 4 }),
  })
  .chain(({ globals, locals, batch, prototypes }) => {
    const views = (count: number) =>
      fc.array(
        fc.array(sixtyFourthsArray({ length: prototypes }), { minLength: batch, maxLength: batch }),
        { minLength: count, maxLength: count },
      );
    return fc.record({ student: views(globals + locals), teacher: views(globals) });
  });

const tensor = (views: Views) => tf.tensor3d(views as number[][][]);
const lossOf = (student: Views, teacher: Views, temperature = 0.25) =>
  tf.tidy(() => dinoLoss(tensor(student), tensor(teacher), { temperature }).dataSync()[0]!);
const probabilities = (views: Views): Views => views.map((view) => view.map(softmax));

describe('dinoLoss', () => {
  it('by hand: two views that disagree', () => {
    // Over 0.1 the student says (ln 3, 0) -> (3/4, 1/4) and (0, ln 3) -> (1/4, 3/4); the teacher of
    // view 0 meets the student of view 1, and the other way round.
    const student = [[[0.1 * Math.log(3), 0]], [[0, 0.1 * Math.log(3)]]];
    const teacher = [[[1, 0]], [[0.5, 0.5]]];
    const [first, second] = [Math.log(4), 0.5 * Math.log(4 / 3) + 0.5 * Math.log(4)];
    const loss = dinoLoss(tensor(student), tensor(teacher));
    expect(loss).toBeAllclose(tf.scalar((first + second) / 2));
  });

  it("is the paper's double loop", () => {
    fc.assert(
      fc.property(cases, ({ student, teacher }) => {
        const targets = probabilities(teacher);
        expect(lossOf(student, targets)).toBeAllclose(reference(student, targets, 0.25));
      }),
    );
  });

  it('does not depend on the order of the batch, the local views, the prototypes', () => {
    fc.assert(
      fc.property(cases, ({ student, teacher }) => {
        const targets = probabilities(teacher);
        const loss = lossOf(student, targets);
        const eachView = (change: (view: Views[number]) => Views[number]) =>
          lossOf(student.map(change), targets.map(change));
        expect(eachView((view) => [...view].reverse())).toBeAllclose(loss);
        expect(eachView((view) => view.map((row) => [...row].reverse()))).toBeAllclose(loss);
        const [globals, locals] = [student.slice(0, teacher.length), student.slice(teacher.length)];
        expect(lossOf([...globals, ...locals.reverse()], targets)).toBeAllclose(loss);
        // Global views may be exchanged if both sides exchange them.
        const exchanged = [...[...globals].reverse(), ...locals];
        expect(lossOf(exchanged, [...targets].reverse())).toBeAllclose(loss);
      }),
    );
  });

  it("is at least the teacher's entropy, and equal to it if every student agrees", () => {
    fc.assert(
      fc.property(cases, ({ student, teacher }) => {
        // One teacher's opinion for all: then only its entropy is left.
        const opinion = teacher[0]!;
        const targets = probabilities(teacher.map(() => opinion));
        const rows = targets[0]!;
        const entropies = rows.map((p) => -p.reduce((sum, x) => sum + x * Math.log(x), 0));
        const entropy = entropies.reduce((a, b) => a + b, 0) / rows.length;
        expect(lossOf(student, targets, 1)).toBeGreaterThanOrEqual(entropy - 1e-6);
        const agreeing = student.map(() => opinion);
        expect(lossOf(agreeing, targets, 1)).toBeAllclose(entropy);
      }),
    );
  });

  it('is ln K if the student is uniform, whatever the teacher: collapse', () => {
    fc.assert(
      fc.property(cases, sixtyFourths(), ({ student, teacher }, constant) => {
        const flat = student.map((view) => view.map((row) => row.map(() => constant)));
        const K = teacher[0]![0]!.length;
        expect(lossOf(flat, probabilities(teacher))).toBeAllclose(Math.log(K));
      }),
    );
  });

  it('never compares a view with itself: alone, its own teacher gives it no gradient', () => {
    const student = tensor([[[0.5, -0.5]], [[0.25, 0.125]]]);
    const gradient = tf.grad((x) => dinoLoss(x as tf.Tensor3D, tensor([[[1, 0]]])))(student);
    const [own, other] = tf.unstack(gradient);
    expect(own!).toBeAllclose([[0, 0]], { atol: 0 });
    expect(other!).not.toBeAllclose([[0, 0]], { atol: 0.1 });
  });

  it('stays finite where a plain softmax does not', () => {
    const student = tensor([[[100, 0]], [[0, 100]]]);
    const teacher = tensor([[[1, 0]], [[0, 1]]]);
    expect(dinoLoss(student, teacher)).toBeAllclose(1000);
  });

  it('has the gradient of the double loop', () => {
    fc.assert(
      fc.property(cases, ({ student, teacher }) => {
        const targets = probabilities(teacher);
        const [V, B, K] = [student.length, student[0]!.length, student[0]![0]!.length];
        const shaped = (x: readonly number[]): Views =>
          Array.from({ length: V }, (_, v) =>
            Array.from({ length: B }, (_, b) => x.slice((v * B + b) * K, (v * B + b + 1) * K)),
          );
        const wanted = finiteDifferenceGradient(
          (x) => reference(shaped(x), targets, 0.25),
          student.flat(2),
        );
        tf.tidy(() => {
          const loss = (x: tf.Tensor) =>
            dinoLoss(x as tf.Tensor3D, tensor(targets), { temperature: 0.25 });
          expect(tf.grad(loss)(tensor(student))).toBeAllclose(wanted, { atol: 2e-6 });
        });
      }),
      { numRuns: 30 },
    );
  });

  it.each(['07_dino', '07_dino_clipped'])('matches %s', (name) => {
    const { tensor: stored, options } = golden(name);
    const { B, dout, nl, student_temp } = options as unknown as Record<string, number>;
    const student = stored('output.student')
      .toTensor()
      .reshape([2 + nl!, B!, dout!]);
    const teacher = teacherTargets(
      stored('output.teacher').toTensor().reshape([2, B!, dout!]),
      tf.squeeze(stored('input.center').toTensor(), [0]),
    );
    const loss = dinoLoss(student as tf.Tensor3D, teacher as tf.Tensor3D, {
      temperature: student_temp!,
    });
    const expected = stored('output.loss');
    expect(loss).toBeAllclose(expected, { atol: expected.atol, rtol: 0 });
  });

  it('leaks nothing, and refuses bad input by name', () => {
    const ones = (...shape: [number, number, number]) => tf.ones<tf.Rank.R3>(shape);
    const [student, teacher] = [ones(3, 2, 4), ones(2, 2, 4)];
    expectNoLeak(() => dinoLoss(student, teacher));
    const refused = (s: tf.Tensor3D, t: tf.Tensor3D, message: string, kind = RangeError) =>
      expect(() => dinoLoss(s, t)).toThrow(new kind(`dinoLoss: ${message}`));
    refused(ones(1, 2, 4), ones(1, 2, 4), "'student' must have 2 or more views, got 1.");
    refused(ones(2, 2, 1), ones(1, 2, 1), "'student' must have 2 or more prototypes, got 1.");
    refused(
      student,
      ones(4, 2, 4),
      "'teacher' must have at most as many views as 'student' (3), got 4.",
    );
    refused(
      student,
      ones(2, 1, 4),
      "'teacher' must have shape [global views, 2, 4], got [2, 1, 4].",
    );
    refused(
      tf.ones([2, 4]) as unknown as tf.Tensor3D,
      teacher,
      "'student' must have shape [views, batch, prototypes], got [2, 4].",
    );
    refused(
      ones(3, 0, 4),
      teacher,
      "'student' must have shape [views, batch, prototypes], got [3, 0, 4].",
    );
    refused(
      tf.ones([3, 2, 4], 'int32') as tf.Tensor3D,
      teacher,
      "'student' must be a float32 tensor, got int32.",
      TypeError,
    );
    for (const bad of [0, -1, Number.NaN]) {
      expect(() => dinoLoss(student, teacher, { temperature: bad })).toThrow(
        new RangeError(`dinoLoss: 'temperature' must be finite and > 0, got ${bad}.`),
      );
    }
  });
});

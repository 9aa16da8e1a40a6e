import { expectNoLeak, golden, sixtyFourths, sixtyFourthsArray } from '@ssvaerr/testing';
import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { teacherTargets } from './index.ts';

const K = 5;
const row = sixtyFourthsArray({ length: K });
const targetsOf = (logits: number[], center: number[], temperature: number) =>
  tf.tidy(() =>
    Array.from(
      teacherTargets(tf.tensor2d([logits]), tf.tensor1d(center), { temperature }).dataSync(),
    ),
  );
const entropy = (p: number[]) => -p.reduce((sum, x) => sum + (x > 0 ? x * Math.log(x) : 0), 0);

describe('teacherTargets', () => {
  it('by hand: the center is subtracted before the temperature sharpens', () => {
    // (1, 0.5) - (0.5, 0.25) = (0.5, 0.25); over 1/4: (2, 1).
    const e = Math.E;
    const options = { temperature: 0.25 };
    const targets = teacherTargets(tf.tensor2d([[1, 0.5]]), tf.tensor1d([0.5, 0.25]), options);
    expect(targets).toBeAllclose(tf.tensor2d([[e / (e + 1), 1 / (e + 1)]]));
  });

  it('sharpens by 0.04 by default', () => {
    const [logits, center] = [tf.tensor2d([[0.04, 0]]), tf.tensor1d([0, 0])];
    const e = Math.E;
    expect(teacherTargets(logits, center)).toBeAllclose([[e / (e + 1), 1 / (e + 1)]]);
  });

  it('is a distribution that ignores what all logits share', () => {
    fc.assert(
      fc.property(row, row, sixtyFourths(), (logits, center, shift) => {
        const targets = targetsOf(logits, center, 0.25);
        expect(targets.reduce((sum, p) => sum + p, 0)).toBeAllclose(1);
        expect(targets.every((p) => p >= 0)).toBe(true);
        const shifted = targetsOf(
          logits.map((x) => x + shift),
          center,
          0.25,
        );
        expect(shifted).toBeAllclose(targets);
        const both = [logits, center].map((values) => values.map((x, i) => x + i / 4));
        expect(targetsOf(both[0]!, both[1]!, 0.25)).toBeAllclose(targets);
      }),
    );
  });

  it('is uniform if the logits equal the center, and sharper the lower the temperature', () => {
    fc.assert(
      fc.property(row, row, (logits, center) => {
        expect(targetsOf(center, center, 0.04)).toBeAllclose(Array(K).fill(1 / K));
        const sharpness = [1, 0.5, 0.25, 0.125].map((t) => entropy(targetsOf(logits, center, t)));
        for (const [i, h] of sharpness.slice(1).entries()) {
          expect(h).toBeLessThanOrEqual(sharpness[i]! + 1e-6);
        }
      }),
    );
  });

  it('accepts a tensor as a temperature that changes', () => {
    const [logits, center] = [tf.tensor3d([1, 2, 3, 4], [1, 2, 2]), tf.tensor1d([1, 0])];
    const fed = teacherTargets(logits, center, { temperature: tf.scalar(0.5) });
    expect(fed).toBeAllclose(teacherTargets(logits, center, { temperature: 0.5 }));
    expect(fed.shape).toEqual([1, 2, 2]);
  });

  it.each(['07_dino', '07_dino_clipped'])('matches %s', (name) => {
    const { tensor, options } = golden(name);
    const targets = teacherTargets(
      tensor('output.teacher').toTensor<tf.Rank.R2>(),
      tf.squeeze(tensor('input.center').toTensor(), [0]),
      { temperature: options.teacher_temp! },
    );
    const expected = tensor('output.teacher_prob');
    expect(targets).toBeAllclose(expected, { atol: expected.atol, rtol: 0 });
  });

  it('leaks nothing, and refuses bad input by name', () => {
    const [logits, center] = [tf.zeros([3, 4]), tf.zeros<tf.Rank.R1>([4])];
    expectNoLeak(() => teacherTargets(logits, center));
    expectNoLeak(() => {
      for (const bad of [0, -0.04, Number.NaN, Number.POSITIVE_INFINITY]) {
        expect(() => teacherTargets(logits, center, { temperature: bad })).toThrow(
          new RangeError(`teacherTargets: 'temperature' must be finite and > 0, got ${bad}.`),
        );
      }
      return [];
    });
    expect(() => teacherTargets(logits, tf.zeros([5]))).toThrow(
      new RangeError("teacherTargets: 'center' must have shape [4], got [5]."),
    );
    expect(() => teacherTargets(tf.scalar(1), center)).toThrow(
      new RangeError("teacherTargets: 'logits' must have shape [..., prototypes], got []."),
    );
    expect(() => teacherTargets(tf.zeros([3, 4], 'int32'), center)).toThrow(
      new TypeError("teacherTargets: 'logits' must be a float32 tensor, got int32."),
    );
    const temperature = tf.tensor1d([0.04]) as unknown as tf.Scalar;
    expect(() => teacherTargets(logits, center, { temperature })).toThrow(
      new RangeError("teacherTargets: 'temperature' must have shape [], got [1]."),
    );
  });
});

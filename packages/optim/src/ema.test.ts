import {
  expectNoLeak,
  golden,
  needsGolden,
  sixtyFourths,
  sixtyFourthsArray,
} from '@ssvaerr/testing';
import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emaUpdate } from './ema.ts';

/** One average after `steps` updates towards a constant source. */
function run(start: number[], source: number[], momentum: number, steps = 1): number[] {
  return tf.tidy(() => {
    const average = tf.variable(tf.tensor1d(start), false);
    const target = tf.tensor1d(source);
    for (let i = 0; i < steps; i++) emaUpdate([average], [target], momentum);
    const end = [...average.dataSync()];
    average.dispose();
    return end;
  });
}

const three = sixtyFourthsArray({ length: 3 });
const momenta = sixtyFourths({ min: 0, max: 1 });

describe('emaUpdate', () => {
  it('by hand: three quarters of 4 and one quarter of 8 are 5', () => {
    expect(run([4, 0], [8, 8], 0.75)).toEqual([5, 2]);
  });

  it('moves each average towards its own source, of any rank', () => {
    const averages = [tf.variable(tf.scalar(1)), tf.variable(tf.ones([1, 2]))];
    const sources = [tf.scalar(3), tf.variable(tf.tensor2d([[5, 7]]))];
    expectNoLeak(() => emaUpdate(averages, sources, 0.5) as undefined);
    expect(averages[0]!).toBeAllclose(tf.scalar(2));
    expect(averages[1]!).toBeAllclose(tf.tensor2d([[3, 4]]));
    expect(sources[1]!).toBeAllclose(tf.tensor2d([[5, 7]]));
    tf.dispose([averages, sources]);
  });

  it('changes nothing at momentum 1 and copies at 0, to the bit', () => {
    const numbers = fc.array(fc.float({ min: -100, max: 100, noNaN: true }), {
      minLength: 3,
      maxLength: 3,
    });
    fc.assert(
      fc.property(numbers, numbers, (a, s) => {
        // `toBeAllclose` with no tolerance rather than `toEqual`: -0 + 0 is 0.
        expect(run(a, s, 1)).toBeAllclose(a, { atol: 0, rtol: 0 });
        expect(run(a, s, 0)).toBeAllclose(s, { atol: 0, rtol: 0 });
      }),
    );
  });

  it('stays between the average and the source', () => {
    fc.assert(
      fc.property(three, three, momenta, (a, s, momentum) => {
        run(a, s, momentum).forEach((end, i) => {
          expect(end).toBeGreaterThanOrEqual(Math.min(a[i]!, s[i]!) - 1e-7);
          expect(end).toBeLessThanOrEqual(Math.max(a[i]!, s[i]!) + 1e-7);
        });
      }),
    );
  });

  it('is s + momentum^n (a - s) after n steps towards a constant s', () => {
    fc.assert(
      fc.property(three, three, momenta, fc.nat(8), (a, s, momentum, n) => {
        const closed = a.map((start, i) => s[i]! + momentum ** n * (start - s[i]!));
        expect(run(a, s, momentum, n)).toBeAllclose(closed);
      }),
    );
  });

  it('stays at a value it has reached, however close the momentum is to 1', () => {
    const values = Array.from({ length: 64 }, (_, i) => Math.fround(1 + i / 65));
    for (const momentum of [0.9995, 0.99999]) {
      expect(run(values, values, momentum, 2000)).toBeAllclose(values, { atol: 0, rtol: 2e-7 });
    }
  });

  const { skip, title } = needsGolden('07_dino_clipped');
  it.skipIf(skip)(title("moves DINO's teacher after the student's step (torch)"), () => {
    const { options, names, tensor } = golden('07_dino_clipped');
    const parameters = names.flatMap((key) =>
      key.startsWith('param.teacher.') ? [key.slice(14)] : [],
    );
    expect(parameters.length).toBe(8);
    const teacher = parameters.map((name) =>
      tf.variable(tensor(`param.teacher.${name}`).toTensor()),
    );
    const student = parameters.map((name) => tensor(`after.student.${name}`).toTensor());
    emaUpdate(teacher, student, options.ema!);
    parameters.forEach((name, i) => {
      const expected = tensor(`after.teacher.${name}`);
      expect(teacher[i]!, name).toBeAllclose(expected, { atol: expected.atol, rtol: 0 });
    });
    tf.dispose([teacher, student]);
  });

  it('refuses, before anything moves', () => {
    const [a, b] = [tf.variable(tf.ones([2]), true, 'a'), tf.variable(tf.ones([2]), true, 'b')];
    const [s, column, whole] = [tf.zeros([2]), tf.zeros([2, 1]), tf.zeros([2], 'int32')];
    for (const bad of [-0.1, 1.1, Number.NaN]) {
      expect(() => emaUpdate([a], [s], bad)).toThrow(
        `emaUpdate: 'momentum' must be in [0, 1], got ${bad}.`,
      );
    }
    expect(() => emaUpdate([a, b], [s], 0.5)).toThrow(
      "emaUpdate: 'sources' must hold as many tensors as 'averages' (2), got 1.",
    );
    expect(() => emaUpdate([a, b], [s, column], 0.5)).toThrow(
      'emaUpdate: pair 1 must be float32 [2], got float32 [2,1].',
    );
    expect(() => emaUpdate([a, b], [s, whole], 0.5)).toThrow(
      'emaUpdate: pair 1 must be float32 [2], got int32 [2].',
    );
    const count = tf.variable(whole);
    expect(() => emaUpdate([a, count], [s, whole], 0.5)).toThrow(
      'emaUpdate: pair 1 must be float32 [2], got int32 [2].',
    );
    expect(() => emaUpdate([a, b], [b, s], 0.5)).toThrow(
      "emaUpdate: 'averages' must share no variable with 'sources', got 'b' in both.",
    );
    expect([...a.dataSync(), ...b.dataSync()]).toEqual([1, 1, 1, 1]);
    tf.dispose([a, b, s, column, whole, count]);
  });
});

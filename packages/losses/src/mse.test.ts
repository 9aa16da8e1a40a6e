import { expectNoLeak, golden, sixtyFourths, sixtyFourthsArray } from '@ssvaerr/testing';
import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mse } from './index.ts';

const numberOf = (scalar: () => tf.Tensor) => tf.tidy(() => scalar().dataSync()[0]!);
const mseOf = (p: number[], t: number[]) => numberOf(() => mse(tf.tensor1d(p), tf.tensor1d(t)));

describe('mse', () => {
  it('is 5/16 by hand', () => {
    expect(mseOf([-0.25, 0.75], [-1, 1])).toBe(5 / 16);
  });

  it('is symmetric, 0 for a perfect prediction, and the square of a shift', () => {
    const sequence = sixtyFourthsArray({ length: 8 });
    fc.assert(
      fc.property(sequence, sequence, sixtyFourths(), (p, t, shift) => {
        expect(mseOf(p, t)).toBe(mseOf(t, p));
        expect(mseOf(p, p)).toBe(0);
        const shifted = p.map((v) => v + shift);
        expect(mseOf(shifted, p)).toBeAllclose(shift ** 2);
      }),
    );
  });

  it('of masked frames is that of the frames that count, value and gradient', () => {
    const [p, t] = [tf.tensor1d([0.5, Number.NaN, -0.5]), tf.tensor1d([0.25, 0.5, -1])];
    const mask = tf.tensor1d([1, 0, 1]);
    expect(mse(p, t, { mask })).toBeAllclose((1 / 16 + 1 / 4) / 2);
    const gradient = tf.grad((x: tf.Tensor) => mse(x, t, { mask }))(p);
    expect(gradient).toBeAllclose([0.25, 0, 0.5]);
    expect(mse(p, t, { mask: tf.zeros([3]) })).toBeAllclose(0, { atol: 0 });
    expect(tf.grad((x: tf.Tensor) => mse(x, t, { mask: tf.zeros([3]) }))(p)).toBeAllclose([
      0, 0, 0,
    ]);
  });

  it('matches 01_mse', () => {
    const { tensor } = golden('01_mse');
    const [p, t] = [tensor('input.pred').toTensor(), tensor('input.target').toTensor()];
    for (const [key, mask] of [
      ['mse', undefined],
      ['mse_masked', tensor('input.mask').toTensor()],
    ] as const) {
      const [value, gradient] = [tensor(`output.${key}`), tensor(`grad.${key}.pred`)];
      const loss = (x: tf.Tensor) => mse(x, t, { mask });
      expect(loss(p)).toBeAllclose(value, { atol: value.atol, rtol: 0 });
      expect(tf.grad(loss)(p)).toBeAllclose(gradient, { atol: gradient.atol, rtol: 0 });
    }
  });

  it('leaks nothing, and refuses bad input by name', () => {
    const [p, t] = [tf.tensor1d([1, 2]), tf.tensor1d([1, 3])];
    expectNoLeak(() => mse(p, t));
    expect(() => mse(p, tf.tensor2d([[1, 3]]))).toThrow(
      "mse: 'target' must have shape [2], got [1,2].",
    );
    expect(() => mse(p, t, { mask: tf.tensor1d([1]) })).toThrow(
      "mse: 'mask' must have shape [2], got [1].",
    );
    expect(() => mse(tf.tensor1d([1], 'int32'), t)).toThrow(
      "mse: 'prediction' must be a tensor of dtype float32, got int32 tensor.",
    );
  });
});

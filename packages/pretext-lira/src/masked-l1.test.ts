import { expectNoLeak, sixtyFourths, sixtyFourthsArray } from '@ssvaerr/testing';
import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { maskedL1 } from './masked-l1.ts';

beforeEach(() => tf.engine().startScope());
afterEach(() => tf.engine().endScope());

const SHAPE = [1, 3, 2] as [number, number, number];
const l1 = (p: number[], t: number[], mask = [1, 1, 1]) =>
  tf.tidy(
    () =>
      maskedL1(tf.tensor3d(p, SHAPE), tf.tensor3d(t, SHAPE), tf.tensor2d([mask])).dataSync()[0]!,
  );

describe('maskedL1', () => {
  it('is 5/8 by hand: over two frames of two dimensions', () => {
    expect(l1([0, 1, 9, 9, -1, 0.5], [0.5, 0, 0, 0, -1, -0.5], [1, 0, 1])).toBe(2.5 / 4);
  });

  it('is symmetric, 0 at the target, and as large as a shift; its frames are equal', () => {
    const sequence = sixtyFourthsArray({ length: 6 });
    fc.assert(
      fc.property(sequence, sequence, sixtyFourths(), (p, t, shift) => {
        expect(l1(p, t)).toBe(l1(t, p));
        expect(l1(p, p)).toBe(0);
        const shifted = p.map((v) => v + shift);
        expect(l1(shifted, p)).toBeAllclose(Math.abs(shift));
        const perFrame = [0, 1, 2].map((i) =>
          l1(
            p,
            t,
            [0, 1, 2].map((j) => Number(i === j)),
          ),
        );
        expect(l1(p, t)).toBeAllclose(perFrame.reduce((a, b) => a + b) / 3);
      }),
    );
  });

  it('drops NaN with its frame, from the gradient, too; 0 if no frame counts', () => {
    const p = tf.tensor3d([0, 1, Number.NaN, 0, -1, 0.5], SHAPE);
    const t = tf.tensor3d([0.5, 0, 0, Number.NaN, -1, -0.5], SHAPE);
    const gradient = (mask: tf.Tensor2D) =>
      tf.grad((x: tf.Tensor) => maskedL1(x as tf.Tensor3D, t, mask))(p);
    expect(maskedL1(p, t, tf.tensor2d([[1, 0, 1]]))).toBeAllclose(0.625);
    expect(gradient(tf.tensor2d([[1, 0, 1]]))).toBeAllclose([
      [
        [-0.25, 0.25],
        [0, 0],
        [0, 0.25],
      ],
    ]);
    expect(maskedL1(p, t, tf.zeros([1, 3]))).toBeAllclose(0, { atol: 0 });
    expect(gradient(tf.zeros([1, 3]))).toBeAllclose(tf.zeros(SHAPE), { atol: 0 });
  });

  it('counts a frame once, whatever its number in the mask', () => {
    const [p, t] = [[0, 1, 2, 3, 4, 5], new Array(6).fill(0)];
    expect(l1(p, t, [0.5, -3, 0])).toBe(l1(p, t, [1, 1, 0]));
  });

  it('leaks nothing, and refuses bad input by name', () => {
    const [p, mask] = [tf.ones<tf.Rank.R3>(SHAPE), tf.ones<tf.Rank.R2>([1, 3])];
    expectNoLeak(() => maskedL1(p, p, mask));
    expect(() => maskedL1(p, tf.ones([1, 3, 1]), mask)).toThrow(
      new RangeError("maskedL1: 'target' must have shape [1, 3, 2], got [1, 3, 1]."),
    );
    expect(() => maskedL1(p, p, tf.ones([1, 2]))).toThrow(
      new RangeError("maskedL1: 'mask' must have shape [1, 3], got [1, 2]."),
    );
    expect(() => maskedL1(tf.ones([3, 2]) as unknown as tf.Tensor3D, p, mask)).toThrow(
      new RangeError("maskedL1: 'prediction' must have shape [batch, time, width], got [3, 2]."),
    );
    expect(() => maskedL1(p, tf.ones(SHAPE, 'int32'), mask)).toThrow(
      new TypeError("maskedL1: 'target' must be a float32 tensor, got int32."),
    );
    expect(() => maskedL1(tf.ones([1, 0, 2]), tf.ones([1, 0, 2]), tf.ones([1, 0]))).toThrow(
      new RangeError("maskedL1: 'prediction' must have shape [batch, time, width], got [1, 0, 2]."),
    );
  });
});

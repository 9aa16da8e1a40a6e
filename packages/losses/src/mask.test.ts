import { expectNoLeak } from '@ssvaerr/testing';
import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { maskOf } from './index.ts';

const { NaN: nan } = Number;

describe('maskOf', () => {
  it('drops the frames in which any label is missing', () => {
    const labels = tf.tensor3d([
      [
        [0.5, -1],
        [nan, 0],
        [0, nan],
        [nan, nan],
        [0, 0],
      ],
    ]);
    const mask = maskOf(labels);
    expect([mask.shape, mask.dtype]).toEqual([[1, 5], 'float32']);
    expect(mask).toBeAllclose([1, 0, 0, 0, 1]);
  });

  it('keeps infinities: they are mistakes, not missing labels', () => {
    expect(maskOf(tf.tensor2d([[Number.POSITIVE_INFINITY, 0]]))).toBeAllclose([1]);
  });

  it('leaks nothing, and refuses bad input by name', () => {
    const labels = tf.zeros([2, 2]);
    expectNoLeak(() => maskOf(labels));
    expect(() => maskOf(tf.scalar(1))).toThrow(
      "maskOf: 'labels' must have shape [..., dimensions], got [].",
    );
    expect(() => maskOf(tf.zeros([2, 2], 'int32'))).toThrow(
      "maskOf: 'labels' must be a tensor of dtype float32, got int32 tensor.",
    );
  });
});

import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';

describe('toBeAllclose', () => {
  it('compares tensors, typed and nested arrays, and numbers', () => {
    expect(tf.tensor2d([[1, 2]])).toBeAllclose([[1, 2]]);
    expect(new Float32Array([1, 2])).toBeAllclose(tf.tensor1d([1, 2]));
    expect(tf.scalar(3)).toBeAllclose(3);
    expect([1, [2, 3]]).toBeAllclose([1, 2, 3]);
  });

  it('honours both tolerances', () => {
    expect(1.05).toBeAllclose(1, { atol: 0.1, rtol: 0 });
    expect(105).toBeAllclose(100, { atol: 0, rtol: 0.06 });
    expect(1.2).not.toBeAllclose(1, { atol: 0.1, rtol: 0 });
    expect(107).not.toBeAllclose(100, { atol: 0, rtol: 0.06 });
    expect(-1).not.toBeAllclose(1);
  });

  it('is never satisfied by NaN, nor by an infinity it did not expect', () => {
    expect(Number.NaN).not.toBeAllclose(Number.NaN);
    expect([0, Number.NaN]).not.toBeAllclose([0, 0]);
    expect(0).not.toBeAllclose(Number.NaN);
    expect(Number.POSITIVE_INFINITY).not.toBeAllclose(1);
  });

  it('is not satisfied by another shape or length', () => {
    expect(tf.zeros([2, 1])).not.toBeAllclose(tf.zeros([1, 2]));
    expect([0, 0]).not.toBeAllclose([0]);
    expect([]).not.toBeAllclose([0]);
  });

  it('names the worst element', () => {
    expect(() => expect([0, 5, 9]).toBeAllclose([0, 0, 0])).toThrow('at 2: expected 0, got 9');
  });
});

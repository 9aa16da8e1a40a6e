import * as tf from '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import { batchNorm } from './index.ts';

it('by hand: 1 and 3 have mean 2, biased variance 1 and unbiased variance 2', () => {
  const variable = (value: number) => tf.variable(tf.tensor1d([value]));
  const norm = {
    weight: variable(3),
    bias: variable(10),
    mean: variable(0),
    variance: variable(1),
  };
  const x = tf.tensor2d([[1], [3]]);
  const unit = 1 / Math.sqrt(1 + 1e-5);
  expect(batchNorm(x, norm, { training: true })).toBeAllclose([10 - 3 * unit, 10 + 3 * unit]);
  expect(norm.mean).toBeAllclose([0.2]);
  expect(norm.variance).toBeAllclose([1.1]);

  const running = 1 / Math.sqrt(1.1 + 1e-5);
  expect(batchNorm(x, norm, { training: false })).toBeAllclose([
    10 + 3 * 0.8 * running,
    10 + 3 * 2.8 * running,
  ]);
  expect(norm.mean).toBeAllclose([0.2]);
  expect(norm.variance).toBeAllclose([1.1]);
  tf.dispose([norm, x]);
});

import { expectNoLeak } from '@ssvaerr/testing';
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

it('refuses bad input by name, and leaks nothing', () => {
  const variables = [1, 0, 0, 1].map((value) => tf.variable(tf.fill([2], value)));
  const [weight, bias, mean, variance] = variables as [
    tf.Variable,
    tf.Variable,
    tf.Variable,
    tf.Variable,
  ];
  const norm = { weight, bias, mean, variance };
  const [one, wide] = [tf.ones<tf.Rank.R2>([1, 2]), tf.ones<tf.Rank.R2>([2, 3])];
  const [two, whole] = [tf.ones<tf.Rank.R2>([2, 2]), tf.ones<tf.Rank.R2>([2, 2], 'int32')];
  const training = { training: true };
  expect(() => batchNorm(one, norm, training)).toThrow(
    new RangeError("batchNorm: 'x' must have a batch of 2 or more in training, got 1."),
  );
  expect(() => batchNorm(wide, norm, training)).toThrow(
    new RangeError("batchNorm: 'x' must have shape [batch, 2], got [2, 3]."),
  );
  expect(() => batchNorm(whole, norm, training)).toThrow(
    new TypeError("batchNorm: 'x' must be a float32 tensor, got int32."),
  );
  expectNoLeak(() => batchNorm(two, norm, training));
  expectNoLeak(() => batchNorm(one, norm, { training: false }));
  tf.dispose([norm, one, wide, two, whole]);
});

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

it('normalizes each group by itself, as if it were a batch of its own', () => {
  const fresh = () => ({ mean: tf.variable(tf.zeros([3])), variance: tf.variable(tf.ones([3])) });
  const x = tf.randomNormal<tf.Rank.R2>([12, 3], 2, 3, 'float32', 5);
  for (const groups of [1, 2, 3, 4, 6]) {
    const [whole, own] = [fresh(), tf.split(x, groups).map((rows) => ({ rows, norm: fresh() }))];
    const training = true;
    const parts = own.map(({ rows, norm }) => batchNorm(rows as tf.Tensor2D, norm, { training }));
    const options = { training, groups };
    expect(batchNorm(x, whole, options)).toBeAllclose(tf.concat(parts), { atol: 1e-6 });
    for (const part of ['mean', 'variance'] as const) {
      const mean = tf.mean(tf.stack(own.map(({ norm }) => norm[part])), 0);
      expect(whole[part]).toBeAllclose(mean, { atol: 1e-5 });
    }
  }
});

it('removes, group by group, what a group has in common and its scale', () => {
  const norm = { mean: tf.variable(tf.zeros([2])), variance: tf.variable(tf.ones([2])) };
  const x = tf.randomNormal<tf.Rank.R2>([8, 2], 0, 1, 'float32', 9);
  const factor = tf.tensor2d([1, 1, 1, 1, 7, 7, 7, 7], [8, 1]);
  const shift = tf.tensor2d([0, 0, 0, 0, -3, -3, -3, -3], [8, 1]);
  const moved = tf.add<tf.Tensor2D>(tf.mul(x, factor), shift);
  const options = { training: true, groups: 2 };
  const [plain, other] = [x, moved].map((rows) => batchNorm(rows, norm, options));
  expect(other!).toBeAllclose(plain!, { atol: 1e-3 }); // what is added to the variance shows
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
  for (const [rows, groups] of [
    [two, 2],
    [tf.ones<tf.Rank.R2>([5, 2]), 2],
  ] as const) {
    expect(() => batchNorm(rows, norm, { training: true, groups })).toThrow(
      `batchNorm: 'x' must have 2 groups of 2 rows or more in training, got ${rows.shape[0]}.`,
    );
  }
  expect(() => batchNorm(two, norm, { training: true, groups: 0.5 })).toThrow(
    "batchNorm: 'groups' must be an integer >= 1, got 0.5.",
  );
  expectNoLeak(() => batchNorm(two, norm, training));
  expectNoLeak(() => batchNorm(one, norm, { training: false }));
  tf.dispose([norm, one, wide, two, whole]);
});

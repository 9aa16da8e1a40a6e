import { finiteDifferenceGradient, sixtyFourths, sixtyFourthsArray } from '@ssvaerr/testing';
import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { batchNorm, batchNormTraining } from './_batch-norm.ts';

beforeEach(() => tf.engine().startScope());
afterEach(() => tf.engine().endScope());

/** `[2, 1, rows, 2]` and per-channel weight and bias, with values that vary in each channel. */
const problem = fc
  .integer({ min: 1, max: 4 })
  .chain((rows) =>
    fc.record({
      rows: fc.constant(rows),
      x: sixtyFourthsArray({ length: 4 * rows, min: -4, max: 4 }),
      weight: sixtyFourthsArray({ length: 2, min: -2, max: 2 }),
      bias: sixtyFourthsArray({ length: 2, min: -2, max: 2 }),
      dy: sixtyFourthsArray({ length: 4 * rows }),
    }),
  )
  .filter(({ x }) => [0, 1].every((c) => moments(x, c).variance > 0.1));

function moments(x: readonly number[], channel: number) {
  const values = x.filter((_, i) => i % 2 === channel);
  const mean = values.reduce((sum, v) => sum + v, 0) / values.length;
  const variance = values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / values.length;
  return { mean, variance };
}

const reference = (x: readonly number[], weight: readonly number[], bias: readonly number[]) =>
  x.map((value, i) => {
    const { mean, variance } = moments(x, i % 2);
    return ((value - mean) / Math.sqrt(variance + 1e-5)) * weight[i % 2]! + bias[i % 2]!;
  });

const state = () => ({
  'bn.weight': tf.variable(tf.tensor1d([2, 1])),
  'bn.bias': tf.variable(tf.tensor1d([0.5, 0])),
  'bn.running_mean': tf.variable(tf.tensor1d([1, 0]), false),
  'bn.running_var': tf.variable(tf.tensor1d([4, 1]), false),
});

describe('batchNorm', () => {
  it('by hand: training normalizes by the biased variance and moves by the unbiased', () => {
    const variables = state();
    const x = tf.tensor4d([1, 5, 3, 5], [1, 1, 2, 2]); // channel 0: 1, 3; channel 1: 5, 5
    const y = batchNorm(x, 'bn', { variables, activation: 'relu', training: true });
    const unit = 1 / Math.sqrt(1 + 1e-5);
    expect(y).toBeAllclose([-2 * unit + 0.5, 0, 2 * unit + 0.5, 0]);
    // Channel 0 has mean 2 and variance 1, unbiased 2; channel 1 has 5 and 0.
    expect(variables['bn.running_mean']).toBeAllclose([0.9 * 1 + 0.1 * 2, 0.1 * 5]);
    expect(variables['bn.running_var']).toBeAllclose([0.9 * 4 + 0.1 * 2, 0.9 * 1]);
    tf.dispose(variables);
  });

  it('by hand: evaluation uses the running statistics and leaves them', () => {
    const variables = state();
    const x = tf.tensor4d([1, 5, 3, 5], [1, 1, 2, 2]);
    const y = batchNorm(x, 'bn', { variables, activation: 'relu', training: false });
    const [half, one] = [1 / Math.sqrt(4 + 1e-5), 1 / Math.sqrt(1 + 1e-5)];
    expect(y).toBeAllclose([0.5, 5 * one, 2 * 2 * half + 0.5, 5 * one]);
    expect(variables['bn.running_mean']).toBeAllclose([1, 0]);
    expect(variables['bn.running_var']).toBeAllclose([4, 1]);
    tf.dispose(variables);
  });
});

describe('batchNormTraining', () => {
  it('is the definition, with its moments', () => {
    fc.assert(
      fc.property(problem, ({ rows, x, weight, bias }) => {
        const { output, mean, variance } = batchNormTraining(
          tf.tensor4d(x, [2, 1, rows, 2]),
          tf.tensor1d(weight),
          tf.tensor1d(bias),
        );
        expect(output).toBeAllclose(reference(x, weight, bias), { atol: 1e-5 });
        expect(mean).toBeAllclose([moments(x, 0).mean, moments(x, 1).mean]);
        expect(variance).toBeAllclose([moments(x, 0).variance, moments(x, 1).variance]);
      }),
      { numRuns: 50 },
    );
  });

  it('has the gradient of finite differences', () => {
    fc.assert(
      fc.property(problem, ({ rows, x, weight, bias, dy }) => {
        const gradients = tf.grads(
          (x, weight, bias) => batchNormTraining(x as tf.Tensor4D, weight!, bias!).output,
        )(
          [tf.tensor4d(x, [2, 1, rows, 2]), tf.tensor1d(weight), tf.tensor1d(bias)],
          tf.tensor4d(dy, [2, 1, rows, 2]),
        );
        const operands = [x, weight, bias];
        gradients.forEach((gradient, k) => {
          const loss = (operand: readonly number[]) => {
            const [x, weight, bias] = operands.with(k, [...operand]) as [
              number[],
              number[],
              number[],
            ];
            return reference(x, weight, bias).reduce((sum, y, i) => sum + y * dy[i]!, 0);
          };
          // float32 with standard deviations down to 0.3: values near 10 lose about 1e-5.
          expect(gradient).toBeAllclose(finiteDifferenceGradient(loss, operands[k]!), {
            atol: 5e-5,
            rtol: 1e-4,
          });
        });
      }),
      { numRuns: 30 },
    );
  });

  it('has a variance that does not cancel far from zero', () => {
    fc.assert(
      fc.property(sixtyFourths({ min: 500, max: 1000 }), (offset) => {
        const x = [0, 1, 2, 3, 4, 5, 6, 7].map((n) => n / 64 + offset);
        const { variance } = batchNormTraining(
          tf.tensor4d(x, [8, 1, 1, 1]),
          tf.ones([1]),
          tf.zeros([1]),
        );
        expect(variance).toBeAllclose([5.25 / 4096], { atol: 0, rtol: 1e-4 });
      }),
    );
  });

  it('records no more than the batch and a few numbers a channel', () => {
    let bytes = 0;
    tf.grad((x) => {
      const before = tf.memory().numBytes;
      const { output } = batchNormTraining(x as tf.Tensor4D, tf.ones([2]), tf.zeros([2]));
      bytes = tf.memory().numBytes - before;
      return output;
    })(tf.randomNormal([4, 16, 16, 2]));
    // The output, and x once more: TF.js counts the bytes of the kept handle, which shares x's data.
    const batch = 4 * 16 * 16 * 2 * 4;
    expect(bytes - 2 * batch).toBeLessThan(batch / 10);
  });
});

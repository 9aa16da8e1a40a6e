import { expectNoLeak, golden, sixtyFourths } from '@ssvaerr/testing';
import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { crossEntropy } from './index.ts';

const numberOf = (scalar: () => tf.Tensor) => tf.tidy(() => scalar().dataSync()[0]!);
const int32 = (values: number[]) => tf.tensor1d(values, 'int32');

describe('crossEntropy', () => {
  it('is -log of the softmax of the label, averaged, by hand', () => {
    const logits = tf.log(
      tf.tensor2d([
        [1, 2, 1],
        [1, 8, 1],
      ]),
    ); // softmax 1/2 and 1/10
    expect(crossEntropy(logits, int32([1, 2]))).toBeAllclose((Math.log(2) + Math.log(10)) / 2);
  });

  it('is log(classes) for uniform logits, whatever their height', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 30 }),
        sixtyFourths({ min: -100, max: 100 }),
        fc.nat(),
        (n, height, label) => {
          const value = numberOf(() => crossEntropy(tf.fill([1, n], height), int32([label % n])));
          expect(value).toBeAllclose(Math.log(n), { atol: 1e-5 });
        },
      ),
    );
  });

  it('and its gradient stay finite for huge logits', () => {
    const logits = tf.tensor2d([[1e6, 0, -1e30]]);
    for (const [label, value] of [
      [0, 0],
      [1, 1e6],
      [2, 1e30],
    ] as const) {
      const loss = (x: tf.Tensor) => crossEntropy(x, int32([label]));
      expect(loss(logits)).toBeAllclose(value);
      const expected = [0, 1, 2].map((l) => (l === 0 ? 1 : 0) - (l === label ? 1 : 0));
      expect(tf.grad(loss)(logits)).toBeAllclose(expected);
    }
  });

  it('drops masked frames, whatever they hold, value and gradient', () => {
    const logits = tf.tensor2d([
      [0, 0],
      [Number.NaN, 1e30],
    ]);
    const mask = tf.tensor1d([1, 0]);
    const loss = (x: tf.Tensor) => crossEntropy(x, int32([1, -7]), { mask });
    expect(loss(logits)).toBeAllclose(Math.log(2));
    expect(tf.grad(loss)(logits)).toBeAllclose([0.5, -0.5, 0, 0]);
    const none = (x: tf.Tensor) => crossEntropy(x, int32([1, 0]), { mask: tf.zeros([2]) });
    expect(none(logits)).toBeAllclose(0, { atol: 0 });
    expect(tf.grad(none)(logits)).toBeAllclose([0, 0, 0, 0], { atol: 0 });
  });

  it('matches 01_ce', () => {
    const { tensor } = golden('01_ce');
    const [logits, labels] = [tensor('input.logits').toTensor(), tensor('input.label').toTensor()];
    for (const [key, mask] of [
      ['ce', undefined],
      ['ce_masked', tensor('input.mask').toTensor()],
    ] as const) {
      const [value, gradient] = [tensor(`output.${key}`), tensor(`grad.${key}.logits`)];
      const loss = (x: tf.Tensor) => crossEntropy(x, labels, { mask });
      expect(loss(logits)).toBeAllclose(value, { atol: value.atol, rtol: 0 });
      expect(tf.grad(loss)(logits)).toBeAllclose(gradient, { atol: gradient.atol, rtol: 0 });
    }
  });

  it('leaks nothing, and refuses bad input by name', () => {
    const [logits, labels] = [tf.zeros([2, 3]), int32([0, 1])];
    expectNoLeak(() => crossEntropy(logits, labels));
    const call = crossEntropy as (...args: unknown[]) => unknown;
    const cases: [unknown[], string][] = [
      [
        [tf.zeros([3]), labels],
        "'logits' must have shape [..., classes] with 2 or more classes, got [3].",
      ],
      [
        [tf.zeros([2, 1]), labels],
        "'logits' must have shape [..., classes] with 2 or more classes, got [2,1].",
      ],
      [[tf.zeros([0, 3]), int32([])], "'logits' must hold at least one value, got [0,3]."],
      [[logits, tf.zeros([2])], "'labels' must be a tensor of dtype int32, got float32 tensor."],
      [[logits, int32([0])], "'labels' must have shape [2], got [1]."],
      [[logits, labels, { mask: tf.zeros([2, 3]) }], "'mask' must have shape [2], got [2,3]."],
    ];
    for (const [args, message] of cases) {
      expect(() => call(...args)).toThrow(`crossEntropy: ${message}`);
    }
  });
});

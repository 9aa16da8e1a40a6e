import { expectNoLeak, finiteDifferenceGradient, golden, sixtyFourths } from '@ssvaerr/testing';
import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { crossEntropy, ncce } from './index.ts';

const numberOf = (scalar: () => tf.Tensor) => tf.tidy(() => scalar().dataSync()[0]!);
const int32 = (values: number[]) => tf.tensor1d(values, 'int32');

/** Eqs. 4 and 5 of one frame, in float64 loops; `cost` overrides the cost norm. */
function reference(logits: readonly number[], label: number, centroids: number[], cost?: number) {
  const top = Math.max(...logits);
  const sum = logits.reduce((total, x) => total + Math.exp(x - top), 0);
  const logP = logits.map((x) => x - top - Math.log(sum));
  let error = 0;
  for (const [l, centroid] of centroids.entries()) {
    error += centroid * ((l === label ? 1 : 0) - Math.exp(logP[l]!));
  }
  return (cost ?? 1 + Math.abs(error)) * -logP[label]!;
}

/** A frame: logits, centroids and a label. */
const frame = fc
  .array(fc.tuple(sixtyFourths({ min: -4, max: 4 }), sixtyFourths()), {
    minLength: 2,
    maxLength: 8,
  })
  .chain((classes) =>
    fc.record({
      logits: fc.constant(classes.map(([logit]) => logit)),
      centroids: fc.constant(classes.map(([, centroid]) => centroid)),
      label: fc.nat(classes.length - 1),
    }),
  );

describe('ncce', () => {
  it('weighs the cross-entropy by 1 + the distance of the expectation, by hand', () => {
    // P = (1/2, 1/4, 1/4), E[K] = 0.5; label 1 lies at 0: cost 1.5. Label 2 lies at 4: cost 4.5.
    const logits = tf.log(
      tf.tensor2d([
        [2, 1, 1],
        [2, 1, 1],
      ]),
    );
    const expected = (1.5 * Math.log(4) + 4.5 * Math.log(4)) / 2;
    expect(ncce(logits, int32([1, 2]), [-1, 0, 4])).toBeAllclose(expected);
  });

  it('is the printed equation, in float64 loops', () => {
    fc.assert(
      fc.property(fc.array(frame, { minLength: 1, maxLength: 4 }), (frames) => {
        const centroids = frames[0]!.centroids;
        const same = frames.filter((f) => f.logits.length === centroids.length);
        const terms = same.map((f) => reference(f.logits, f.label, centroids));
        const value = numberOf(() =>
          ncce(tf.tensor2d(same.map((f) => f.logits)), int32(same.map((f) => f.label)), centroids),
        );
        expect(value).toBeAllclose(terms.reduce((a, b) => a + b) / same.length, {
          atol: 1e-5,
          rtol: 1e-5,
        });
      }),
    );
  });

  it('is at least the cross-entropy, and equal where all centroids are equal', () => {
    fc.assert(
      fc.property(frame, sixtyFourths(), ({ logits, label, centroids }, k) => {
        const [ce, cost, flat] = [
          numberOf(() => crossEntropy(tf.tensor2d([logits]), int32([label]))),
          numberOf(() => ncce(tf.tensor2d([logits]), int32([label]), centroids)),
          numberOf(() =>
            ncce(
              tf.tensor2d([logits]),
              int32([label]),
              centroids.map(() => k),
            ),
          ),
        ];
        expect(cost).toBeGreaterThanOrEqual(ce);
        expect(flat).toBeAllclose(ce, { rtol: 1e-5 });
      }),
    );
  });

  it('equals the cross-entropy where the expectation hits the label, with its gradient', () => {
    // Symmetric about the label: E[K] = K[label] = 0, exactly.
    const logits = tf.tensor2d([[1, 0.25, 1]]);
    const losses = [
      (x: tf.Tensor) => crossEntropy(x, int32([1])),
      (x: tf.Tensor) => ncce(x, int32([1]), [-1, 0, 1]),
    ] as const;
    expect(losses[1](logits)).toBeAllclose(losses[0](logits));
    // The gradient of |x| at 0 is 0, where tf.abs would have -1.
    expect(tf.grad(losses[1])(logits)).toBeAllclose(tf.grad(losses[0])(logits));
  });

  it('does not depend on the order of the classes', () => {
    fc.assert(
      fc.property(frame, fc.nat(), ({ logits, centroids, label }, turn) => {
        const n = logits.length;
        const turned = <T>(x: T[]) => x.map((_, i) => x[(i + turn) % n]!);
        const plain = numberOf(() => ncce(tf.tensor2d([logits]), int32([label]), centroids));
        const renamed = numberOf(() => {
          const moved = (((label - turn) % n) + n) % n;
          return ncce(tf.tensor2d([turned(logits)]), int32([moved]), turned(centroids));
        });
        expect(renamed).toBeAllclose(plain, { atol: 1e-5, rtol: 1e-5 });
      }),
    );
  });

  it('depends on distances only: shifted or mirrored centroids change nothing', () => {
    fc.assert(
      fc.property(frame, sixtyFourths(), ({ logits, centroids, label }, shift) => {
        const of = (k: number[]) => numberOf(() => ncce(tf.tensor2d([logits]), int32([label]), k));
        expect(of(centroids.map((k) => shift - k))).toBeAllclose(of(centroids), {
          atol: 1e-5,
          rtol: 1e-5,
        });
      }),
    );
  });

  it.each([true, false])(
    'has the gradient of finite differences (gradientThroughCost: %s)',
    (through) => {
      fc.assert(
        fc.property(frame, ({ logits, centroids, label }) => {
          const base = reference(logits, label, centroids);
          const cost = base / reference(logits, label, centroids, 1);
          fc.pre(cost > 1 + 1e-3); // away from the kink of |x|
          const f = (x: readonly number[]) =>
            reference(x, label, centroids, through ? undefined : cost);
          const loss = (x: tf.Tensor) =>
            ncce(x, int32([label]), centroids, { gradientThroughCost: through });
          const actual = tf.grad(loss)(tf.tensor2d([logits]));
          expect(actual).toBeAllclose(finiteDifferenceGradient(f, logits), {
            atol: 2e-5,
            rtol: 1e-5,
          });
        }),
      );
    },
  );

  it('differentiates the cost by default', () => {
    const logits = tf.tensor2d([[1, 0, 0.5]]);
    const gradient = (options?: { gradientThroughCost: boolean }) =>
      tf.grad((x: tf.Tensor) => ncce(x, int32([1]), [-1, 0, 4], options))(logits);
    expect(gradient()).toBeAllclose(gradient({ gradientThroughCost: true }), { atol: 0 });
    expect(gradient()).not.toBeAllclose(gradient({ gradientThroughCost: false }), { atol: 1e-2 });
  });

  it.each([true, false])(
    'is finite on huge logits, with its gradient (%s)',
    (gradientThroughCost) => {
      const logits = tf.tensor2d([
        [1e6, 0, -1e30],
        [-1e6, 1e6, 0],
      ]);
      for (const label of [0, 1, 2]) {
        const loss = (x: tf.Tensor) =>
          ncce(x, int32([label, label]), [-1, 0.5, 1], { gradientThroughCost });
        const values = [...loss(logits).dataSync(), ...tf.grad(loss)(logits).dataSync()];
        expect(values.every(Number.isFinite)).toBe(true);
      }
    },
  );

  it('drops masked frames, whatever they hold, value and gradient', () => {
    const { NaN: nan } = Number;
    const [row, junk] = [
      [1, 0, 0.5],
      [nan, nan, nan],
    ];
    const centroids = [-1, 0, 4];
    const mask = tf.tensor2d([[1, 0]]);
    const labels = tf.tensor2d([[2, -5]], [1, 2], 'int32');
    const kept = (x: tf.Tensor) => ncce(x, int32([2]), centroids);
    const [logits, alone] = [tf.tensor3d([[row, junk]]), tf.tensor2d([row])];
    for (const gradientThroughCost of [true, false]) {
      const loss = (x: tf.Tensor) => ncce(x, labels, centroids, { mask, gradientThroughCost });
      expect(loss(logits)).toBeAllclose(kept(alone));
      const gradient = tf.grad(loss)(logits).dataSync();
      const expected = tf.grad((x) => ncce(x, int32([2]), centroids, { gradientThroughCost }))(
        alone,
      );
      expect(gradient.slice(0, 3)).toBeAllclose(expected.dataSync());
      expect([...gradient.slice(3)].map(Math.abs)).toEqual([0, 0, 0]);
      const none = (x: tf.Tensor) =>
        ncce(x, labels, centroids, { mask: tf.zeros([1, 2]), gradientThroughCost });
      expect(none(logits)).toBeAllclose(0, { atol: 0 });
      expect(tf.grad(none)(logits)).toBeAllclose([0, 0, 0, 0, 0, 0], { atol: 0 });
    }
  });

  const variants = ['uniform', 'kmeans'].flatMap((kind) =>
    ['ncce', 'ncce_masked'].flatMap((key) =>
      [true, false].map((through) => [kind, key, through] as const),
    ),
  );
  it.each(variants)('matches 01_ncce_%s: %s, gradientThroughCost: %s', (kind, key, through) => {
    const { tensor } = golden(`01_ncce_${kind}`);
    const [logits, labels] = [tensor('input.logits').toTensor(), tensor('input.label').toTensor()];
    const mask = key === 'ncce_masked' ? tensor('input.mask').toTensor() : undefined;
    const loss = (x: tf.Tensor) =>
      ncce(x, labels, tensor('input.centroids').data, { mask, gradientThroughCost: through });
    const value = tensor(`output.${key}`);
    const gradient = tensor(`grad.${through ? 'through' : 'stopgrad'}.${key}.logits`);
    expect(loss(logits)).toBeAllclose(value, { atol: value.atol, rtol: 0 });
    expect(tf.grad(loss)(logits)).toBeAllclose(gradient, { atol: gradient.atol, rtol: 0 });
  });

  it('leaks nothing, and refuses bad input by name', () => {
    const [logits, labels] = [tf.zeros([2, 3]), int32([0, 1])];
    expectNoLeak(() => ncce(logits, labels, [0, 1, 2]));
    expectNoLeak(() => ncce(logits, labels, [0, 1, 2], { gradientThroughCost: false }));
    expectNoLeak(() =>
      tf.grad((x) => ncce(x, labels, [0, 1, 2], { gradientThroughCost: false }))(logits),
    );
    expect(() => ncce(logits, labels, [0, 1])).toThrow(
      "ncce: 'centroids' must hold 3 numbers, got 2.",
    );
    expect(() => ncce(logits, labels, [0, 1, Number.NaN])).toThrow(
      "ncce: 'centroids' must be finite, got NaN at 2.",
    );
    expect(() => ncce(logits, int32([1]), [0, 1, 2])).toThrow(
      "ncce: 'labels' must have shape [2], got [1].",
    );
    expect(() => ncce(logits, labels, [0, 1, 2], { mask: tf.ones([3]) })).toThrow(
      "ncce: 'mask' must have shape [2], got [3].",
    );
  });
});

import { ConcordanceMetric } from '@ssvaerr/metrics';
import {
  expectNoLeak,
  finiteDifferenceGradient,
  golden,
  sixtyFourths,
  sixtyFourthsArray,
} from '@ssvaerr/testing';
import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ccc, cccLoss, cccPerSequence, mse } from './index.ts';

/**
 * float32 means are off by up to 6e-8. The shift term sees that against a spread of at least 1/64 in
 * 40 frames: 1e-7 / sqrt(2 * 6e-6) = 3e-5.
 */
const atol = 5e-5;

const numberOf = (scalar: () => tf.Tensor) => tf.tidy(() => scalar().dataSync()[0]!);
const cccOf = (prediction: number[], target: number[], mask?: number[]) =>
  numberOf(() =>
    ccc(tf.tensor1d(prediction), tf.tensor1d(target), { mask: mask && tf.tensor1d(mask) }),
  );

/** A float64 implementation that shares no code with `ccc`; its own package tests it. */
function agreement(prediction: readonly number[], target: readonly number[]) {
  const metric = new ConcordanceMetric();
  metric.update(prediction, target);
  return metric.compute()[0];
}

const moments = (x: readonly number[]) => {
  const mean = x.reduce((sum, v) => sum + v, 0) / x.length;
  return { mean, variance: x.reduce((sum, v) => sum + (v - mean) ** 2, 0) / x.length };
};

/** Predictions and targets of one length. */
const pairs = fc
  .array(fc.tuple(sixtyFourths(), sixtyFourths()), { minLength: 1, maxLength: 40 })
  .map((frames) => [frames.map(([p]) => p), frames.map(([, t]) => t)] as const);
const sequence = sixtyFourthsArray({ length: 12 });
const varied = sequence.filter((x) => moments(x).variance >= 1e-3);
/** The loss gradient with respect to the prediction. */
const gradientOf = (prediction: tf.Tensor, target: tf.Tensor, mask?: tf.Tensor) =>
  tf.grad((p: tf.Tensor) => cccLoss(p, target, { mask }))(prediction);

describe('ccc', () => {
  it('is 0.9768 on the example of the documentation of torchmetrics, with biased moments', () => {
    expect(cccOf([2.5, 0, 2, 8], [3, -0.5, 2, 7])).toBeCloseTo(0.97678917, 6);
  });

  it('is 16/21 for (-1, 1) at half scale, shifted by 1/4, by hand', () => {
    // cov 0.5, variances 0.25 and 1, shift 1/16: 1 / (21/16).
    expect(cccOf([-0.25, 0.75], [-1, 1])).toBeCloseTo(16 / 21, 6);
  });

  it('stays in [-1, 1], and nearer to 0 than the Pearson correlation', () => {
    fc.assert(
      fc.property(pairs, ([p, t]) => {
        const value = Math.abs(cccOf([...p], [...t]));
        expect(value).toBeLessThanOrEqual(1 + 1e-6);
        expect(value).toBeLessThanOrEqual(Math.abs(agreement(p, t).pcc) + atol);
      }),
    );
  });

  it('is the metric in float32, and so is mse', () => {
    fc.assert(
      fc.property(pairs, ([p, t]) => {
        const { ccc: expected, mse: error } = agreement(p, t);
        expect(cccOf([...p], [...t])).toBeAllclose(expected, { atol });
        expect(numberOf(() => mse(tf.tensor1d([...p]), tf.tensor1d([...t])))).toBeAllclose(error);
      }),
    );
  });

  it('is symmetric', () => {
    fc.assert(fc.property(pairs, ([p, t]) => cccOf([...p], [...t]) === cccOf([...t], [...p])));
  });

  it('is 1 for a perfect prediction and -1 for its mirror about the mean', () => {
    fc.assert(
      fc.property(varied, (x) => {
        const { mean } = moments(x);
        // epsilon / (2 * 1e-3) = 5e-6
        expect(cccOf(x, x)).toBeAllclose(1, { atol: 6e-6 });
        const mirrored = x.map((v) => 2 * mean - v);
        // Rounding the mirror image costs up to 6e-8 * 0.03 / 1e-3 more.
        expect(cccOf(mirrored, x)).toBeAllclose(-1, { atol: 1e-5 });
      }),
    );
  });

  it('does not change under one affine map of both sides, a large shift included', () => {
    const factors = fc.constantFrom(-4, -1, 0.5, 2);
    const shifts = fc.integer({ min: -1000, max: 1000 });
    fc.assert(
      fc.property(varied, varied, factors, shifts, (p, t, factor, shift) => {
        const map = (x: number[]) => x.map((v) => factor * v + shift);
        // A float32 mean near 1000 is off by 3e-5, which the shift term sees against a variance of
        // at least 2.5e-4: 6e-5 / sqrt(5e-4) = 3e-3. Moments in one pass would lose all digits.
        expect(cccOf(map(p), map(t))).toBeAllclose(cccOf(p, t), { atol: 4e-3 });
        const near = (x: number[]) => x.map((v) => factor * v + shift / 1024);
        expect(cccOf(near(p), near(t))).toBeAllclose(cccOf(p, t), { atol: 1e-4 });
      }),
    );
  });

  it('falls as known under an affine map of one side', () => {
    fc.assert(
      fc.property(varied, sixtyFourths({ min: -2, max: 2 }), sixtyFourths(), (x, scale, shift) => {
        const { mean, variance } = moments(x);
        const apart = (1 - scale) * mean - shift;
        const expected = (2 * scale * variance) / ((1 + scale ** 2) * variance + apart ** 2);
        const mapped = x.map((v) => scale * v + shift);
        expect(cccOf(x, mapped)).toBeAllclose(expected, { atol: 2e-5 });
      }),
    );
  });

  it('depends on neither order nor shape', () => {
    fc.assert(
      fc.property(sequence, sequence, (p, t) => {
        const folded = numberOf(() => ccc(tf.tensor3d(p, [2, 3, 2]), tf.tensor3d(t, [2, 3, 2])));
        expect(folded).toBe(cccOf(p, t));
        expect(cccOf([...p].reverse(), [...t].reverse())).toBeAllclose(cccOf(p, t), { atol });
      }),
    );
  });

  it('of masked frames is that of the frames that count, whatever the others hold', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(sixtyFourths(), sixtyFourths(), fc.boolean()), { minLength: 1 }),
        fc.constantFrom(Number.NaN, 1e30, Number.POSITIVE_INFINITY),
        fc.constantFrom('float32', 'int32', 'bool'),
        (frames, junk, dtype) => {
          const kept = frames.filter(([, , keep]) => keep);
          const p = frames.map(([v, , keep]) => (keep ? v : junk));
          const t = frames.map(([, v, keep]) => (keep ? v : junk));
          const keep = frames.map(([, , k]) => k);
          const masked = numberOf(() => {
            const mask = tf.cast(tf.tensor1d(keep, 'bool'), dtype as 'int32');
            return ccc(tf.tensor1d(p), tf.tensor1d(t), { mask });
          });
          const compact = kept.length
            ? cccOf(
                kept.map(([v]) => v),
                kept.map(([, v]) => v),
              )
            : 0;
          expect(masked).toBeAllclose(compact, { atol });
        },
      ),
    );
  });

  it('takes its epsilon', () => {
    const [p, t] = [tf.tensor1d([-1, 1]), tf.tensor1d([-1, 1])];
    expect(ccc(p, t, { epsilon: 2 })).toBeAllclose(0.5);
    expect(cccLoss(p, t, { epsilon: 2 })).toBeAllclose(0.5);
    expect(
      cccPerSequence(tf.tensor2d([[-1, 1]]), tf.tensor2d([[-1, 1]]), { epsilon: 2 }),
    ).toBeAllclose(0.5);
  });

  it('has the gradient of finite differences', () => {
    fc.assert(
      fc.property(varied, varied, (p, t) => {
        const expected = finiteDifferenceGradient((x) => 1 - agreement(x, t).ccc, p);
        const actual = gradientOf(tf.tensor1d(p), tf.tensor1d(t));
        expect(actual).toBeAllclose(expected, { atol: 1e-4, rtol: 1e-4 });
      }),
      { numRuns: 30 },
    );
  });

  it('has a finite gradient on constants and on nothing, and 0 on dropped NaN', () => {
    const [constant, other] = [tf.fill([4], 0.1), tf.fill([4], -0.3)];
    const nan = tf.tensor1d([0.1, Number.NaN, 0.5, Number.NaN]);
    const mask = tf.tensor1d([1, 0, 1, 0]);
    expect(gradientOf(constant, constant)).toBeAllclose([0, 0, 0, 0]);
    expect(gradientOf(constant, other)).toBeAllclose([0, 0, 0, 0]);
    expect(gradientOf(nan, nan, tf.zeros([4]))).toBeAllclose([0, 0, 0, 0], { atol: 0 });
    const gradient = gradientOf(nan, tf.tensor1d([0.3, Number.NaN, 0.2, 0.1]), mask).dataSync();
    expect([gradient[1], gradient[3]]).toEqual([0, 0]);
    expect(Number.isFinite(gradient[0]! + gradient[2]!) && gradient[0] !== 0).toBe(true);
  });

  it('does not hide a NaN that counts', () => {
    expect(cccOf([0.1, Number.NaN], [0.1, 0.2])).toBeNaN();
  });
});

describe('cccPerSequence', () => {
  it('is the mean over rows of their own CCC, empty rows left out', () => {
    const p = [
      [-1, 1, 0.5],
      [0.25, 0.5, 9],
      [9, 9, 9],
    ];
    const t = [
      [-1, 1, 0.25],
      [-0.25, 0.5, 9],
      [9, 9, 9],
    ];
    const mask = [
      [1, 1, 1],
      [1, 1, 0],
      [0, 0, 0],
    ];
    const rows = [agreement(p[0]!, t[0]!).ccc, agreement([0.25, 0.5], [-0.25, 0.5]).ccc];
    const value = numberOf(() =>
      cccPerSequence(tf.tensor2d(p), tf.tensor2d(t), { mask: tf.tensor2d(mask) }),
    );
    expect(value).toBeAllclose((rows[0]! + rows[1]!) / 2);
  });

  it('is ccc for one sequence, and 0 for no frames', () => {
    fc.assert(
      fc.property(pairs, ([p, t]) => {
        const row = numberOf(() => cccPerSequence(tf.tensor2d([[...p]]), tf.tensor2d([[...t]])));
        expect(row).toBe(cccOf([...p], [...t]));
      }),
    );
    const none = cccPerSequence(tf.ones([2, 3]), tf.ones([2, 3]), { mask: tf.zeros([2, 3]) });
    expect(none).toBeAllclose(0, { atol: 0 });
  });
});

describe('golden CCC', () => {
  it.each(['01_ccc_flat_1d', '01_ccc_flat_batch_time', '01_ccc_masked'])('%s', (name) => {
    const { names, tensor } = golden(name);
    const [p, t] = [tensor('input.pred').toTensor(), tensor('input.target').toTensor()];
    const mask = names.includes('input.mask') ? tensor('input.mask').toTensor() : undefined;
    const close = (actual: tf.Tensor, key: string) =>
      expect(actual).toBeAllclose(tensor(key), { atol: tensor(key).atol, rtol: 0 });
    close(ccc(p, t, { mask }), 'output.ccc');
    close(cccLoss(p, t, { mask }), 'output.loss');
    close(gradientOf(p, t, mask), 'grad.pred');
  });

  it('01_ccc_known', () => {
    const { tensor } = golden('01_ccc_known');
    const [p, t] = [tensor('input.pred').toTensor(), tensor('input.target').toTensor()];
    const expected = tensor('output.biased_lin_eps1e-8');
    expect(ccc(p, t)).toBeAllclose(expected, { atol: expected.atol, rtol: 0 });
  });

  const edge = golden('01_ccc_edge');
  const cases = edge.names.flatMap((name) => /^input\.(.*)\.pred$/.exec(name)?.[1] ?? []);
  it.each(cases)('01_ccc_edge: %s', (name) => {
    const read = (key: string) => edge.tensor(key).toTensor();
    const [p, t] = [read(`input.${name}.pred`), read(`input.${name}.target`)];
    const hasMask = edge.names.includes(`input.${name}.mask`);
    const mask = hasMask ? read(`input.${name}.mask`) : undefined;
    const [value, gradient] = [edge.tensor(`output.${name}.ccc`), edge.tensor(`grad.${name}.pred`)];
    expect(ccc(p, t, { mask })).toBeAllclose(value, { atol: value.atol, rtol: 0 });
    expect(gradientOf(p, t, mask)).toBeAllclose(gradient, { atol: gradient.atol, rtol: 0 });
  });

  it('01_ccc_per_sequence', () => {
    const { tensor } = golden('01_ccc_per_sequence');
    const read = <R extends tf.Rank>(key: string) => tensor(key).toTensor<R>();
    const [p, t] = [read<tf.Rank.R2>('input.pred'), read<tf.Rank.R2>('input.target')];
    const mask = read('input.mask');
    const [mean, flat, gradient] = ['output.ccc_mean', 'output.ccc_flat', 'grad.pred'].map(tensor);
    expect(cccPerSequence(p, t, { mask })).toBeAllclose(mean!, { atol: mean!.atol, rtol: 0 });
    expect(ccc(p, t, { mask })).toBeAllclose(flat!, { atol: flat!.atol, rtol: 0 });
    const actual = tf.grad((x) => tf.sub(1, cccPerSequence(x as tf.Tensor2D, t, { mask })))(p);
    expect(actual).toBeAllclose(gradient!, { atol: gradient!.atol, rtol: 0 });
  });
});

describe('the CCC losses', () => {
  const [p, t] = [tf.tensor2d([[0.1, 0.3]]), tf.tensor2d([[0.2, 0.1]])];
  const all = { ccc, cccLoss, cccPerSequence } as const;

  it.each(Object.entries(all))('%s leaks nothing', (_, loss) => {
    expectNoLeak(() => loss(p, t));
    expectNoLeak(() => {
      const mask = tf.tensor2d([[1, 0]]);
      const value = loss(p, t, { mask });
      mask.dispose();
      return value;
    });
  });

  it.each(Object.entries(all))('%s refuses bad input by name', (name, loss) => {
    const call = loss as (...args: unknown[]) => unknown;
    const cases: [unknown[], string][] = [
      [[[0.1, 0.3], t], "'prediction' must be a tensor of dtype float32, got object."],
      [
        [p, tf.tensor2d([[1, 2]], [1, 2], 'int32')],
        "'target' must be a tensor of dtype float32, got int32 tensor.",
      ],
      [[p, null], "'target' must be a tensor of dtype float32, got null."],
      [[p, tf.tensor2d([[1], [2]])], "'target' must have shape [1,2], got [2,1]."],
      [[p, tf.tensor1d([1, 2])], "'target' must have shape [1,2], got [2]."],
      [
        [tf.zeros([0, 2]), tf.zeros([0, 2])],
        "'prediction' must hold at least one value, got [0,2].",
      ],
      [[p, t, { mask: tf.tensor1d([1, 1]) }], "'mask' must have shape [1,2], got [2]."],
      [
        [p, t, { mask: [[1, 1]] }],
        "'mask' must be a tensor of dtype float32 or int32 or bool, got object.",
      ],
      [[p, t, { epsilon: 0 }], "'epsilon' must be finite and > 0, got 0."],
      [
        [p, t, { epsilon: Number.POSITIVE_INFINITY }],
        "'epsilon' must be finite and > 0, got Infinity.",
      ],
    ];
    for (const [args, message] of cases) {
      expect(() => call(...args)).toThrow(`${name}: ${message}`);
    }
    expect(() => call([0.1], t)).toThrow(TypeError);
    expect(() => call(p, tf.tensor1d([1, 2]))).toThrow(RangeError);
  });

  it('refuses another rank per sequence', () => {
    const x = tf.tensor1d([1, 2]) as unknown as tf.Tensor2D;
    expect(() => cccPerSequence(x, x)).toThrow(
      "cccPerSequence: 'prediction' must have shape [batch,time], got [2].",
    );
  });
});

import { expectNoLeak, golden, sixtyFourths } from '@ssvaerr/testing';
import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type CompositeOptions,
  type CompositeWeights,
  compositeLoss,
  compositeTerms,
  kMeans,
  type Output,
  splitOutput,
  tableIII,
} from './index.ts';

const rows = Object.values(tableIII) as readonly CompositeWeights[];
const every: CompositeWeights = {
  arousal: { ccc: 1, mse: 2, ce: 3, ncce: 4 },
  valence: { ccc: 5, mse: 6, ce: 7, ncce: 8 },
};

/** Two clips of three frames, four classes. */
const raw = tf.tidy(() => tf.sin(tf.reshape(tf.range(0, 60), [2, 3, 10]))) as tf.Tensor3D;
const labels = tf.tidy(() => tf.cos(tf.reshape(tf.range(0, 12), [2, 3, 2]))) as tf.Tensor3D;
const centroids = { arousal: [-0.6, -0.1, 0.2, 0.7], valence: [-0.9, 0, 0.1, 0.3] };
const lossOf = (options: CompositeOptions, y: tf.Tensor3D = labels, x: tf.Tensor = raw) =>
  compositeLoss(splitOutput(x as tf.Tensor3D), y, options);

describe('compositeLoss', () => {
  it('is the weighted sum of its terms over both dimensions', () => {
    const weight = fc.nat(8).map((n) => n / 8);
    const four = fc.record({ ccc: weight, mse: weight, ce: weight, ncce: weight });
    const output = splitOutput(raw);
    const all = compositeTerms(output, labels, { weights: every, centroids });
    fc.assert(
      fc.property(fc.record({ arousal: four, valence: four }), (weights) => {
        let expected = 0;
        for (const dimension of ['arousal', 'valence'] as const) {
          for (const term of ['ccc', 'mse', 'ce', 'ncce'] as const) {
            expected += weights[dimension][term] * all[dimension][term]!.dataSync()[0]!;
          }
        }
        fc.pre(expected > 0);
        const value = tf.tidy(
          () => compositeLoss(output, labels, { weights, centroids }).dataSync()[0]!,
        );
        expect(value).toBeAllclose(expected, { rtol: 1e-5 });
      }),
    );
  });

  it('swaps with its dimensions', () => {
    const swapped = tf.tidy(() => {
      const [a, v] = tf.split(raw, 2, 2);
      return tf.concat([v!, a!], 2) as tf.Tensor3D;
    });
    const there = lossOf({ weights: every, centroids });
    const back = lossOf(
      {
        weights: { arousal: every.valence, valence: every.arousal },
        centroids: { arousal: centroids.valence, valence: centroids.arousal },
      },
      tf.reverse(labels, 2),
      swapped,
    );
    expect(back).toBeAllclose(there);
  });

  it('drops masked frames, whatever they hold, value and gradient', () => {
    const { NaN: nan } = Number;
    type Parts = [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
    const outputOf = ([a, b, c, d]: readonly tf.Tensor[]) =>
      ({ arousal: { logits: a, value: b }, valence: { logits: c, value: d } }) as Output;
    const { arousal, valence } = splitOutput(raw);
    const whole: Parts = [arousal.logits, arousal.value, valence.logits, valence.value];
    // The first clip alone, and beside a clip of NaN.
    const one = whole.map((x) => tf.slice(x, 0, 1)) as Parts;
    const besideNaN = (x: tf.Tensor) => tf.concat([x, tf.fill(x.shape, nan)]);
    const broken = one.map(besideNaN) as Parts;
    const oneLabels = tf.slice(labels, 0, 1);
    const brokenLabels = besideNaN(oneLabels) as tf.Tensor3D;
    const mask = tf.tensor2d([
      [1, 1, 1],
      [0, 0, 0],
    ]);
    for (const k of ['uniform', centroids] as const) {
      const options = { weights: every, centroids: k };
      const expected = (...x: tf.Tensor[]) => compositeLoss(outputOf(x), oneLabels, options);
      const masked =
        (m: tf.Tensor) =>
        (...x: tf.Tensor[]) =>
          compositeLoss(outputOf(x), brokenLabels, { ...options, mask: m });
      expect(masked(mask)(...broken)).toBeAllclose(expected(...one));
      const gradients = tf.grads(masked(mask))(broken);
      for (const [i, gradient] of tf.grads(expected)(one).entries()) {
        expect(tf.slice(gradients[i]!, 0, 1)).toBeAllclose(gradient);
        expect(tf.slice(gradients[i]!, 1, 1)).toBeAllclose(tf.zerosLike(gradient), { atol: 0 });
      }
      for (const gradient of tf.grads(masked(tf.zeros([2, 3])))(broken)) {
        expect(gradient).toBeAllclose(tf.zerosLike(gradient), { atol: 0 });
      }
    }
  });

  it('bins on its interval, for CE and uniform nCCE', () => {
    const scaled = tf.mul(labels, 0.5) as tf.Tensor3D;
    const weights = { arousal: { ce: 1 }, valence: { ce: 1 } };
    expect(lossOf({ weights, low: -0.5, high: 0.5 }, scaled)).toBeAllclose(lossOf({ weights }));
    const costs = { arousal: { ncce: 1 }, valence: { ncce: 1 } };
    const half = [-0.375, -0.125, 0.125, 0.375];
    expect(
      lossOf({ weights: costs, low: -0.5, high: 0.5, centroids: 'uniform' }, scaled),
    ).toBeAllclose(lossOf({ weights: costs, centroids: { arousal: half, valence: half } }, scaled));
  });

  it('stops the gradient of the cost on request', () => {
    const weights = { arousal: { ncce: 1 }, valence: {} };
    const gradient = (gradientThroughCost: boolean) =>
      tf.grad((x) => lossOf({ weights, centroids, gradientThroughCost }, labels, x))(raw);
    expect(gradient(false)).not.toBeAllclose(gradient(true), { atol: 1e-3 });
  });

  it('falls when a constant label is approached, for every row of Table III', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...rows),
        sixtyFourths({ min: 1, max: 4 }),
        (weights, sharpness) => {
          const [hit, miss] = tf.tidy(() => {
            // Two frames at +-0.5: classes 0 and 3 of the four; value +-0.46 and more.
            const frame = (sign: number) => {
              const half = [sign < 0 ? 1 : 0, 0, 0, sign > 0 ? 1 : 0, sign];
              return [...half, ...half].map((v) => v * sharpness);
            };
            const y = tf.tensor3d([
              [
                [-0.6, -0.6],
                [0.6, 0.6],
              ],
            ]);
            const of = (signs: number[]) =>
              lossOf(
                { weights, centroids: 'uniform' },
                y,
                tf.tensor3d([signs.map(frame)]),
              ).dataSync()[0]!;
            return [of([-1, 1]), of([1, -1])];
          });
          expect(hit!).toBeLessThan(miss!);
        },
      ),
    );
  });
});

describe('compositeTerms', () => {
  it('computes what has a weight, and nothing else', () => {
    const weights = { arousal: { ccc: 0.66, ce: 0.34, mse: 0 }, valence: { ccc: 1 } };
    const { arousal, valence } = compositeTerms(splitOutput(raw), labels, { weights });
    expect([Object.keys(arousal), Object.keys(valence)]).toEqual([['ccc', 'ce'], ['ccc']]);
  });
});

describe.each(['01_composite_table3', '01_composite_table3_masked'])('%s', (name) => {
  const { tensor, tables, names } = golden(name);
  const read = <R extends tf.Rank>(key: string) => tensor(key).toTensor<R>();
  const [x, y] = [read<tf.Rank.R3>('input.raw'), read<tf.Rank.R3>('input.target')];
  // The plain case stores a mask of ones: computed without a mask, so that both paths are seen.
  const mask = name.endsWith('masked') ? read('input.mask') : undefined;
  const k = {
    arousal: tensor('input.centroids.arousal').data,
    valence: tensor('input.centroids.valence').data,
  };

  it('terms', () => {
    const options = { weights: every, centroids: k, mask };
    const actual = compositeTerms(splitOutput(x), y, options);
    for (const dimension of ['arousal', 'valence'] as const) {
      for (const term of ['ccc', 'mse', 'ce', 'ncce'] as const) {
        const expected = tensor(`output.term.${term}_${dimension[0]}`);
        const value = actual[dimension][term]!;
        expect(value, `${term} ${dimension}`).toBeAllclose(expected, {
          atol: expected.atol,
          rtol: 0,
        });
      }
    }
  });

  it.each(Object.entries(tableIII).map(([key, weights], i) => ({ key, weights, row: i + 1 })))(
    'row $row, $key',
    ({ weights, row }) => {
      const { row: label, ...printed } = (tables.rows as unknown as { row: string }[])[row - 1]!;
      expect(label).toBe(`row${row}`);
      expect(weights).toEqual(printed);
      const variants = [`row${row}`, `row${row}_through`, `row${row}_stopgrad`].filter((key) =>
        names.includes(`output.${key}.total`),
      );
      expect(variants.length).toBeGreaterThan(0);
      for (const key of variants) {
        const gradientThroughCost = !key.endsWith('stopgrad');
        const loss = (r: tf.Tensor) =>
          compositeLoss(splitOutput(r as tf.Tensor3D), y, {
            weights,
            mask,
            centroids: k,
            gradientThroughCost,
          });
        const [total, gradient] = [tensor(`output.${key}.total`), tensor(`grad.${key}.raw`)];
        expect(loss(x)).toBeAllclose(total, { atol: total.atol, rtol: 0 });
        expect(tf.grad(loss)(x)).toBeAllclose(gradient, { atol: gradient.atol, rtol: 0 });
      }
    },
  );
});

describe('the composite', () => {
  const output = splitOutput(raw);
  const good = { weights: every, centroids } as const;

  it('takes what kMeans gives', () => {
    const k = kMeans(labels.dataSync(), { k: 4 }).centroids;
    expect(
      Number.isFinite(
        lossOf({ weights: every, centroids: { arousal: k, valence: k } }).dataSync()[0],
      ),
    ).toBe(true);
  });

  it('leaks nothing', () => {
    for (const weights of [every, ...rows]) {
      expectNoLeak(() => compositeLoss(output, labels, { weights, centroids }));
      expectNoLeak(() => compositeTerms(output, labels, { weights, centroids: 'uniform' }));
    }
  });

  it.each(Object.entries({ compositeLoss, compositeTerms }))(
    '%s refuses bad input by name',
    (name, composite) => {
      const call = composite as (...args: unknown[]) => unknown;
      const weighted = (weights: unknown) => [output, labels, { ...good, weights }];
      const { logits, value } = output.arousal;
      const cases: [unknown[], string][] = [
        [
          [raw, labels, good],
          "'output.arousal.logits' must be a tensor of dtype float32, got undefined.",
        ],
        [
          [{ ...output, valence: { logits: value, value } }, labels, good],
          "'output.valence.logits' must have shape [batch,time,classes], got [2,3].",
        ],
        [
          [{ ...output, valence: { logits, value: tf.zeros([2, 2]) } }, labels, good],
          "'output.valence.value' must have shape [2,3], got [2,2].",
        ],
        [
          [{ ...output, valence: splitOutput(tf.zeros([1, 3, 10])).valence }, labels, good],
          "'output.valence.value' must have shape [2,3], got [1,3].",
        ],
        [[output, tf.zeros([2, 3]), good], "'labels' must have shape [2,3,2], got [2,3]."],
        [[output, tf.zeros([2, 3, 3]), good], "'labels' must have shape [2,3,2], got [2,3,3]."],
        [
          [output, tf.zeros([2, 3, 2], 'int32'), good],
          "'labels' must be a tensor of dtype float32, got int32 tensor.",
        ],
        [
          [output, labels, { ...good, mask: tf.zeros([2, 3, 2]) }],
          "'mask' must have shape [2,3], got [2,3,2].",
        ],
        [[output, labels, { ...good, low: 1 }], "'low' must be < 'high', got low 1, high 1."],
        [
          [output, labels, { weights: every }],
          "'centroids.arousal' must be an array, got undefined.",
        ],
        [
          [output, labels, { weights: every, centroids: { ...centroids, valence: [1, 2] } }],
          "'centroids.valence' must hold 4 numbers, got 2.",
        ],
        [
          weighted({ arousal: { ccc: -1 }, valence: {} }),
          "'weights.arousal.ccc' must be finite and >= 0, got -1.",
        ],
        [
          weighted({ arousal: {}, valence: { ce: Number.NaN } }),
          "'weights.valence.ce' must be finite and >= 0, got NaN.",
        ],
        [
          weighted({ arousal: { mse: Number.POSITIVE_INFINITY }, valence: {} }),
          "'weights.arousal.mse' must be finite and >= 0, got Infinity.",
        ],
        [
          weighted({ arousal: { ccc: 0 }, valence: {} }),
          "'weights' must not all be 0, got only zeros.",
        ],
        [
          weighted({ arousal: { nCCE: 1 }, valence: {} }),
          "'weights.arousal' must name ccc, mse, ce, ncce only, got nCCE.",
        ],
        [weighted({ arousal: { ccc: 1 } }), "'weights.valence' must be an object, got undefined."],
        [weighted(undefined), "'weights.arousal' must be an object, got undefined."],
      ];
      for (const [args, message] of cases) {
        expect(() => call(...args)).toThrow(`${name}: ${message}`);
      }
    },
  );

  it('asks for the centroids of weighted nCCE only', () => {
    const weights = { arousal: { ncce: 1 }, valence: { ccc: 1 } };
    const some = { arousal: centroids.arousal } as unknown as typeof centroids;
    expect(() => lossOf({ weights, centroids: some })).not.toThrow();
  });
});

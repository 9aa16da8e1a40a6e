import { golden, sixtyFourths, sixtyFourthsArray } from '@ssvaerr/testing';
import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CccMetric, ccc, mse } from './index.ts';

type Frame = readonly [prediction: number, target: number];
const frame = fc.tuple(sixtyFourths(), sixtyFourths());
const frames = fc.array(frame, { minLength: 1, maxLength: 60 });

function measure(...chunks: (readonly Frame[])[]): CccMetric {
  const metric = new CccMetric();
  for (const chunk of chunks) {
    metric.update(
      chunk.map(([p]) => p),
      chunk.map(([, t]) => t),
    );
  }
  return metric;
}

const same = (a: CccMetric, b: CccMetric) => {
  const [x, y] = [a.result(), b.result()];
  expect(x.count).toBe(y.count);
  for (const key of ['ccc', 'pcc', 'mse', 'rmse'] as const) {
    expect(x[key], key).toBeAllclose(y[key], { atol: 1e-9, rtol: 1e-9 });
  }
};

describe('CccMetric', () => {
  it('knows an example by hand', () => {
    const metric = new CccMetric();
    metric.update([-0.25, 0.75], [-1, 1]);
    const { count, ccc, pcc, mse, rmse } = metric.result();
    expect(count).toBe(2);
    // cov 0.5, variances 0.25 and 1, shift 1/16; errors 9/16 and 1/16.
    expect([ccc, pcc, mse, rmse ** 2]).toBeAllclose([16 / 21, 1, 5 / 16, 5 / 16], { atol: 1e-7 });
  });

  it('gives the same for one chunk, many chunks, and single frames', () => {
    fc.assert(
      fc.property(frames, fc.nat(60), fc.nat(60), (all, i, j) => {
        const [from, to] = [Math.min(i, j), Math.max(i, j)];
        const batch = measure(all);
        same(measure(all.slice(0, from), all.slice(from, to), all.slice(to)), batch);
        same(measure(...all.map((f) => [f])), batch);
        same(measure([...all].reverse()), batch);
      }),
    );
  });

  it('merges in any order, and leaves the other as it is', () => {
    fc.assert(
      fc.property(frames, frames, (a, b) => {
        const [left, right] = [measure(a), measure(b)];
        const before = right.result();
        left.merge(right);
        same(left, measure([...a, ...b]));
        expect(right.result()).toEqual(before);
        right.merge(measure(a));
        same(right, left);
      }),
    );
  });

  it('merges with itself and with nothing', () => {
    const metric = measure([
      [0.5, 0.25],
      [-1, 0.5],
    ]);
    const once = metric.result();
    metric.merge(new CccMetric());
    expect(metric.result()).toEqual(once);
    metric.merge(metric);
    expect(metric.result()).toEqual({ ...once, count: 4 });
  });

  it('is the loss without float32: the same as ccc and mse on tensors', () => {
    fc.assert(
      fc.property(frames, (all) => {
        const { ccc: c, mse: m } = measure(all).result();
        const [p, t] = [tf.tensor1d(all.map(([v]) => v)), tf.tensor1d(all.map(([, v]) => v))];
        // float32 means: see the tolerance in ccc.test.ts.
        expect(ccc(p, t)).toBeAllclose(c, { atol: 5e-5 });
        expect(mse(p, t)).toBeAllclose(m);
        tf.dispose([p, t]);
      }),
    );
  });

  it('keeps its digits far from 0', () => {
    const far = (all: readonly Frame[]) => all.map(([p, t]) => [p + 1e6, t + 1e6] as const);
    fc.assert(
      fc.property(frames, frames, (a, b) => {
        const [near, away] = [measure(a, b).result(), measure(far(a), far(b)).result()];
        // A mean near 1e6 is off by 1e-10, seen against a spread of 1/64 in 120 frames.
        expect(away.ccc).toBeAllclose(near.ccc, { atol: 1e-6 });
        expect(away.mse).toBeAllclose(near.mse, { atol: 1e-9 });
      }),
    );
  });

  it('drops masked frames, whatever they hold', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(frame, fc.boolean())), (all) => {
        const kept = all.filter(([, keep]) => keep).map(([f]) => f);
        const [booleans, numbers] = [new CccMetric(), new CccMetric()];
        const p = Float64Array.from(all, ([[v], keep]) => (keep ? v : Number.NaN));
        const t = Float64Array.from(all, ([[, v], keep]) => (keep ? v : Number.NaN));
        const mask = all.map(([, keep]) => keep);
        booleans.update(p, t, mask);
        numbers.update(p, t, Uint8Array.from(mask, Number));
        expect(booleans.result()).toEqual(measure(kept).result());
        expect(numbers.result()).toEqual(booleans.result());
      }),
    );
  });

  it('is 0 for constants, and says that nothing was measured', () => {
    const constant = measure([
      [0.1, 0.1],
      [0.1, 0.1],
      [0.1, 0.1],
    ]).result();
    expect([constant.ccc, constant.pcc, constant.rmse]).toBeAllclose([0, 0, 0]);
    const { NaN: nan } = Number;
    expect(new CccMetric().result()).toEqual({ count: 0, ccc: nan, pcc: nan, mse: nan, rmse: nan });
  });

  it('bounds: |ccc| <= |pcc| <= 1', () => {
    fc.assert(
      fc.property(frames, (all) => {
        const { ccc, pcc } = measure(all).result();
        expect(Math.abs(ccc)).toBeLessThanOrEqual(Math.abs(pcc) + 1e-12);
        expect(Math.abs(pcc)).toBeLessThanOrEqual(1 + 1e-12);
        // Perfect agreement is the narrowest case.
        const perfect = measure(all.map(([p]) => [p, p] as const)).result();
        expect(perfect.pcc).toBeAllclose(perfect.ccc, { atol: 1e-12, rtol: 0 });
      }),
    );
  });

  it('knows neither scale nor shift in the Pearson correlation', () => {
    const many = sixtyFourthsArray({ length: 20 });
    fc.assert(
      fc.property(many, many, (p, t) => {
        const [plain, mapped] = [new CccMetric(), new CccMetric()];
        plain.update(p, t);
        mapped.update(
          p.map((v) => 3 * v + 1),
          t,
        );
        // epsilon against the smallest variance, (1/64)^2 / 20
        expect(mapped.result().pcc).toBeAllclose(plain.result().pcc, { atol: 5e-4 });
      }),
    );
  });

  it('matches 01_ccc_metric_videos: combined videos, and each video', () => {
    const { tensor } = golden('01_ccc_metric_videos');
    const column = (key: string, c: number) => [...tensor(key).data].filter((_, i) => i % 2 === c);
    for (const dimension of [0, 1]) {
      const combined = new CccMetric();
      const each = [0, 1, 2].map((video) => {
        const metric = new CccMetric();
        const [p, t] = [`input.video${video}.pred`, `input.video${video}.target`];
        metric.update(column(p, dimension), column(t, dimension));
        combined.merge(metric);
        return metric.result().ccc;
      });
      // Double precision: only the golden numbers are rounded (6e-8 relative).
      const close = { atol: 1e-7, rtol: 0 };
      const total = tensor('output.ccc_concatenated').data[dimension]!;
      expect(combined.result().ccc).toBeAllclose(total, close);
      expect(each).toBeAllclose(column('output.ccc_per_video', dimension), close);
    }
  });

  it('refuses bad input by name and index, and adds nothing', () => {
    const metric = measure([[0.5, 0.25]]);
    const before = metric.result();
    const update = metric.update.bind(metric) as (...args: unknown[]) => void;
    const cases: [unknown[], string][] = [
      [[1, [1]], "'prediction' must be an array, got number."],
      [[[1, 2], [1]], "'target' must be as long as the prediction (2), got 1."],
      [[[1], [1], [Number.NaN]], "'mask' must hold 0 and 1, got NaN at 0."],
      [[[1], [1], [1, 1]], "'mask' must be as long as the prediction (1), got 2."],
      [
        [
          [1, 1],
          [1, 1],
          [1, 0.5],
        ],
        "'mask' must hold 0 and 1, got 0.5 at 1.",
      ],
      [
        [
          [1, 1],
          [1, Number.NaN],
        ],
        "'target' must be finite where it is not masked, got NaN at 1.",
      ],
      [
        [
          [1, Number.POSITIVE_INFINITY],
          [1, 1],
        ],
        "'prediction' must be finite where it is not masked, got Infinity at 1.",
      ],
    ];
    for (const [args, message] of cases) {
      expect(() => update(...args)).toThrow(`CccMetric.update: ${message}`);
    }
    expect(metric.result()).toEqual(before);
  });
});

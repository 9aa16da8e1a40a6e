import { golden, sixtyFourths, sixtyFourthsArray } from '@ssvaerr/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ConcordanceMetric } from './concordance-metric.ts';

type Frame = readonly [prediction: number, target: number];
const frame = fc.tuple(sixtyFourths(), sixtyFourths());
const frames = fc.array(frame, { minLength: 1, maxLength: 60 });

function measure(...chunks: (readonly Frame[])[]): ConcordanceMetric {
  const metric = new ConcordanceMetric();
  for (const chunk of chunks) {
    metric.update(
      chunk.map(([p]) => p),
      chunk.map(([, t]) => t),
    );
  }
  return metric;
}

const same = (a: ConcordanceMetric, b: ConcordanceMetric) => {
  const [x, y] = [a.compute()[0], b.compute()[0]];
  expect(x.count).toBe(y.count);
  for (const key of ['ccc', 'pcc', 'mse', 'rmse'] as const) {
    expect(x[key], key).toBeAllclose(y[key], { atol: 1e-9, rtol: 1e-9 });
  }
};

describe('ConcordanceMetric', () => {
  it('knows an example by hand', () => {
    const metric = new ConcordanceMetric();
    metric.update([-0.25, 0.75], [-1, 1]);
    const { count, ccc, pcc, mse, rmse } = metric.compute()[0];
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
        const before = right.compute()[0];
        left.merge(right);
        same(left, measure([...a, ...b]));
        expect(right.compute()[0]).toEqual(before);
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
    const once = metric.compute()[0];
    metric.merge(new ConcordanceMetric());
    expect(metric.compute()[0]).toEqual(once);
    metric.merge(metric);
    expect(metric.compute()[0]).toEqual({ ...once, count: 4 });
  });

  it('keeps its digits far from 0', () => {
    const far = (all: readonly Frame[]) => all.map(([p, t]) => [p + 1e6, t + 1e6] as const);
    fc.assert(
      fc.property(frames, frames, (a, b) => {
        const [near, away] = [measure(a, b).compute()[0], measure(far(a), far(b)).compute()[0]];
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
        const [booleans, numbers] = [new ConcordanceMetric(), new ConcordanceMetric()];
        const p = Float64Array.from(all, ([[v], keep]) => (keep ? v : Number.NaN));
        const t = Float64Array.from(all, ([[, v], keep]) => (keep ? v : Number.NaN));
        const mask = all.map(([, keep]) => keep);
        booleans.update(p, t, mask);
        numbers.update(p, t, Uint8Array.from(mask, Number));
        expect(booleans.compute()[0]).toEqual(measure(kept).compute()[0]);
        expect(numbers.compute()[0]).toEqual(booleans.compute()[0]);
      }),
    );
  });

  it('is 0 for constants, and says that nothing was measured', () => {
    const constant = measure([
      [0.1, 0.1],
      [0.1, 0.1],
      [0.1, 0.1],
    ]).compute()[0];
    expect([constant.ccc, constant.pcc, constant.rmse]).toBeAllclose([0, 0, 0]);
    const { NaN: nan } = Number;
    expect(new ConcordanceMetric().compute()[0]).toEqual({
      count: 0,
      ccc: nan,
      pcc: nan,
      mse: nan,
      rmse: nan,
    });
  });

  it('bounds: |ccc| <= |pcc| <= 1', () => {
    fc.assert(
      fc.property(frames, (all) => {
        const { ccc, pcc } = measure(all).compute()[0];
        expect(Math.abs(ccc)).toBeLessThanOrEqual(Math.abs(pcc) + 1e-12);
        expect(Math.abs(pcc)).toBeLessThanOrEqual(1 + 1e-12);
        // Perfect agreement is the narrowest case.
        const perfect = measure(all.map(([p]) => [p, p] as const)).compute()[0];
        expect(perfect.pcc).toBeAllclose(perfect.ccc, { atol: 1e-12, rtol: 0 });
      }),
    );
  });

  it('knows neither scale nor shift in the Pearson correlation', () => {
    const many = sixtyFourthsArray({ length: 20 });
    fc.assert(
      fc.property(many, many, (p, t) => {
        const [plain, mapped] = [new ConcordanceMetric(), new ConcordanceMetric()];
        plain.update(p, t);
        mapped.update(
          p.map((v) => 3 * v + 1),
          t,
        );
        // epsilon against the smallest variance, (1/64)^2 / 20
        expect(mapped.compute()[0].pcc).toBeAllclose(plain.compute()[0].pcc, { atol: 5e-4 });
      }),
    );
  });

  it('keeps its outputs apart: as many metrics of one output, to the bit', () => {
    const rows = (outputs: number) =>
      fc.array(fc.tuple(fc.array(frame, { minLength: outputs, maxLength: outputs }), fc.boolean()));
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 3 }).chain((n) => fc.tuple(fc.constant(n), rows(n), rows(n))),
        ([outputs, ...chunks]) => {
          const all = new ConcordanceMetric({ outputs });
          const apart = Array.from({ length: outputs }, () => new ConcordanceMetric());
          for (const chunk of chunks) {
            const mask = chunk.map(([, keep]) => keep);
            const values = chunk.map(([row]) => row);
            all.update(
              values.flat().map(([p]) => p),
              values.flat().map(([, t]) => t),
              mask,
            );
            for (const [i, one] of apart.entries()) {
              one.update(
                values.map((row) => row[i]![0]),
                values.map((row) => row[i]![1]),
                mask,
              );
            }
          }
          expect(all.compute()).toEqual(apart.map((one) => one.compute()[0]));
          const twice = new ConcordanceMetric({ outputs });
          twice.merge(all);
          twice.merge(all);
          for (const one of apart) one.merge(one);
          expect(twice.compute()).toEqual(apart.map((one) => one.compute()[0]));
        },
      ),
    );
  });

  it('knows an example of two outputs by hand: row-major, one mask entry a frame', () => {
    const metric = new ConcordanceMetric({ outputs: 2 });
    metric.update([-0.25, 1, 0.75, 3, Number.NaN, 5], [-1, 2, 1, 2, 0, Number.NaN], [1, 1, 0]);
    const [first, second] = metric.compute();
    expect([first.count, first.ccc]).toBeAllclose([2, 16 / 21], { atol: 1e-7 });
    expect([second!.count, second!.mse, second!.ccc]).toBeAllclose([2, 1, 0]);
  });

  it('forgets everything on reset', () => {
    fc.assert(
      fc.property(frames, frames, (a, b) => {
        const metric = measure(a);
        metric.reset();
        expect(metric.compute()).toEqual(new ConcordanceMetric().compute());
        metric.update(
          b.map(([p]) => p),
          b.map(([, t]) => t),
        );
        expect(metric.compute()).toEqual(measure(b).compute());
      }),
    );
  });

  it('matches 01_ccc_metric_videos: combined videos, and each video', () => {
    const { tensor } = golden('01_ccc_metric_videos');
    const combined = new ConcordanceMetric({ outputs: 2 });
    const each = [0, 1, 2].flatMap((video) => {
      const metric = new ConcordanceMetric({ outputs: 2 });
      const [p, t] = [`input.video${video}.pred`, `input.video${video}.target`];
      metric.update(tensor(p).data, tensor(t).data);
      combined.merge(metric);
      return metric.compute().map(({ ccc }) => ccc);
    });
    // Double precision: only the golden numbers are rounded (6e-8 relative).
    const close = { atol: 1e-7, rtol: 0 };
    const total = combined.compute().map(({ ccc }) => ccc);
    expect(total).toBeAllclose([...tensor('output.ccc_concatenated').data], close);
    expect(each).toBeAllclose([...tensor('output.ccc_per_video').data], close);
  });

  it('refuses bad input by name and index, and adds nothing', () => {
    const metric = measure([[0.5, 0.25]]);
    const before = metric.compute()[0];
    const update = metric.update.bind(metric) as (...args: unknown[]) => void;
    const cases: [unknown[], string][] = [
      [[1, [1]], "'predictions' must be an array, got number."],
      [[[1, 2], [1]], "'targets' must have 2 entries, got 1."],
      [[[1], [1], [Number.NaN]], "'mask' must hold 0 and 1, got NaN at 0."],
      [[[1], [1], [1, 1]], "'mask' must have 1 entries, got 2."],
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
        "'targets' must be finite where it is not masked, got NaN at 1.",
      ],
      [
        [
          [1, Number.POSITIVE_INFINITY],
          [1, 1],
        ],
        "'predictions' must be finite where it is not masked, got Infinity at 1.",
      ],
    ];
    for (const [args, message] of cases) {
      expect(() => update(...args)).toThrow(`ConcordanceMetric.update: ${message}`);
    }
    expect(metric.compute()[0]).toEqual(before);
  });

  it('refuses outputs that do not fit', () => {
    for (const outputs of [0, 1.5, Number.NaN]) {
      expect(() => new ConcordanceMetric({ outputs })).toThrow(
        new RangeError(`ConcordanceMetric: 'outputs' must be an integer >= 1, got ${outputs}.`),
      );
    }
    const two = new ConcordanceMetric({ outputs: 2 });
    expect(() => two.update([1, 2, 3], [1, 2, 3])).toThrow(
      new RangeError(
        "ConcordanceMetric.update: 'predictions' must have 2 entries a frame, got 3 entries.",
      ),
    );
    expect(() => two.update([1, 2], [1, Number.NaN])).toThrow('got NaN at 1.');
    expect(() => two.merge(new ConcordanceMetric())).toThrow(
      new RangeError("ConcordanceMetric.merge: 'other' must have 2 outputs, got 1."),
    );
    expect(two.compute()[0].count).toBe(0);
  });
});

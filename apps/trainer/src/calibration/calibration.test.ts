import { CccMetric } from '@ssvaerr/losses';
import { sixtyFourths, sixtyFourthsArray } from '@ssvaerr/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { calibrated, calibrationSteps, fitCalibration } from './calibration.ts';
import { concordantLine } from './concordant-line.ts';
import { medianFilter } from './median-filter.ts';

const f32 = (values: readonly number[]) => Float32Array.from(values);
const odd = fc.integer({ min: 0, max: 12 }).map((n) => 2 * n + 1);

describe('medianFilter', () => {
  it('takes the middle of three', () => {
    expect(medianFilter(f32([0, 9, 1, 2, -5, 3]), 3)).toEqual(f32([0, 1, 2, 1, 2, 3]));
    expect(medianFilter(f32([5, 1, 4, 2, 3]), 5)).toEqual(f32([5, 4, 3, 3, 3]).with(1, 4).with(3, 3)); // biome-ignore format: one line
  });

  it('law: leaves whatever rises or falls all along, and so constants, to their ends', () => {
    fc.assert(
      fc.property(sixtyFourthsArray(), odd, fc.boolean(), (values, window, falls) => {
        const sorted = f32(values).sort();
        const monotone = falls ? sorted.reverse() : sorted;
        expect(medianFilter(monotone, window)).toEqual(monotone);
      }),
    );
  });

  it('law: the middle of every window that fits is there, of values that are in it', () => {
    fc.assert(
      fc.property(sixtyFourthsArray(), odd, (values, window) => {
        const filtered = medianFilter(f32(values), window);
        expect(filtered).toHaveLength(values.length);
        const reach = (window - 1) / 2;
        for (let i = reach; i + reach < values.length; i++) {
          const inside = values.slice(i - reach, i + reach + 1);
          const below = inside.filter((x) => x < filtered[i]!).length;
          const above = inside.filter((x) => x > filtered[i]!).length;
          expect(Math.max(below, above)).toBeLessThanOrEqual(reach);
          expect(inside).toContain(filtered[i]);
        }
      }),
    );
  });

  it('removes a single outlier and keeps an edge', () => {
    expect(medianFilter(f32([0, 0, 1, 0, 0]), 3)).toEqual(f32([0, 0, 0, 0, 0]));
    expect(medianFilter(f32([0, 0, 0, 1, 1, 1]), 5)).toEqual(f32([0, 0, 0, 1, 1, 1]));
  });

  it.each([0, 2, 1.5, -1, Number.NaN])('refuses a window of %d', (window) => {
    expect(() => medianFilter(f32([1]), window)).toThrow(
      `medianFilter: 'window' must be an odd integer >= 1, got ${window}.`,
    );
  });
});

/** Of all, without epsilon or mask. */
function ccc(p: ArrayLike<number>, y: ArrayLike<number>): number {
  const metric = new CccMetric();
  metric.update(p, y);
  return metric.result().ccc;
}

describe('concordantLine', () => {
  const free = { scale: true, bias: true };
  /** Pairs that vary, and rise together. */
  const pairs = fc
    .array(fc.tuple(sixtyFourths(), sixtyFourths()), { minLength: 3, maxLength: 20 })
    .map((rows) => ({ p: f32(rows.map(([a]) => a)), y: f32(rows.map(([a, b]) => a / 2 + b / 4)) }))
    .filter(({ p, y }) => ccc(p, y) > 0.05);

  it('moves and stretches onto the labels', () => {
    const p = f32([0, 0.25, 0.5]);
    expect(concordantLine(p, f32([-0.5, 0, 0.5]), free)).toEqual({ scale: 2, bias: -0.5 });
    expect(concordantLine(p, f32([0.25, 0.5, 0.75]), { scale: false, bias: true })).toEqual({
      scale: 1,
      bias: 0.25,
    });
    expect(concordantLine(p, f32([0, 0.5, 1]), { scale: true, bias: false }).scale).toBeCloseTo(2);
  });

  it.each([
    ['scale', { scale: true, bias: false }],
    ['bias', { scale: false, bias: true }],
    ['both', free],
  ])('law: no other line does better, with %s free', (_, moved) => {
    const shift = fc.constantFrom(-0.3, -0.05, 0, 0.05, 0.3);
    fc.assert(
      fc.property(pairs, shift, shift, ({ p, y }, a, b) => {
        const { scale, bias } = concordantLine(p, y, moved);
        const of = (s: number, t: number) =>
          ccc(
            Array.from(p, (x) => s * x + t),
            y,
          );
        const other = of(moved.scale ? scale * (1 + a) : 1, moved.bias ? bias + b : 0);
        expect(of(scale, bias)).toBeGreaterThanOrEqual(other - 1e-6);
      }),
    );
  });

  it('leaves what does not vary where it is', () => {
    expect(concordantLine(f32([0.5, 0.5]), f32([0, 1]), free)).toEqual({ scale: 1, bias: 0 });
    expect(concordantLine(f32([0, 1]), f32([0.5, 0.5]), free)).toEqual({ scale: 1, bias: 0 });
  });

  it('refuses what it cannot compare', () => {
    expect(() => concordantLine(f32([1]), f32([]), free)).toThrow('got 0 for 1.');
  });
});

describe('a calibration', () => {
  interface Drawn {
    readonly labels: readonly (readonly [number, number])[];
    readonly noise: readonly number[];
    readonly line: readonly [number, number];
  }
  const video = (drawn: Drawn) => {
    const { labels, noise, line } = drawn;
    const predicted = (column: 0 | 1) =>
      f32(labels.map((row, t) => Math.tanh(line[0] * row[column] + line[1] + noise[t]!)));
    return {
      arousal: predicted(0),
      valence: predicted(1),
      labels: f32(labels.flat()),
      mask: f32(labels.map((_, t) => (t % 5 === 4 ? 0 : 1))),
    };
  };
  const videos = fc.array(
    fc
      .record({
        labels: fc.array(fc.tuple(sixtyFourths(), sixtyFourths()), {
          minLength: 12,
          maxLength: 30,
        }),
        noise: sixtyFourthsArray({ length: 30, min: -0.5, max: 0.5 }),
        line: fc.tuple(sixtyFourths({ min: -1, max: 2 }), sixtyFourths()),
      })
      .map(video),
    { minLength: 1, maxLength: 3 },
  );
  const steps = fc.subarray([...calibrationSteps]);

  const scores = (predictions: ReturnType<typeof video>[]) =>
    (['arousal', 'valence'] as const).map((dimension, column) => {
      const metric = new CccMetric();
      for (const prediction of predictions) {
        const labels = prediction.mask.map((_, t) => prediction.labels[2 * t + column]!);
        metric.update(prediction[dimension], labels, prediction.mask);
      }
      return metric.result().ccc;
    });

  it('law: never lowers the CCC of what it was fitted on, and stays in [-1, 1]', () => {
    fc.assert(
      fc.property(videos, steps, (predictions, allowed) => {
        const calibration = fitCalibration(predictions, allowed);
        const after = predictions.map((prediction) => calibrated(prediction, calibration));
        const [before, now] = [scores(predictions), scores(after)];
        expect(now[0]).toBeGreaterThanOrEqual(before[0]!);
        expect(now[1]).toBeGreaterThanOrEqual(before[1]!);
        for (const { arousal, valence } of after) {
          for (const x of [...arousal, ...valence]) expect(Math.abs(x)).toBeLessThanOrEqual(1);
        }
        for (const dimension of [calibration.arousal, calibration.valence]) {
          if (!allowed.includes('median')) expect(dimension.median).toBe(1);
          if (!allowed.includes('scale')) expect(dimension.scale).toBe(1);
          if (!allowed.includes('bias')) expect(dimension.bias).toBe(0);
        }
      }),
    );
  });

  it('law: leaves predictions alone that are right', () => {
    fc.assert(
      fc.property(videos, (predictions) => {
        const right = predictions.map((prediction) => ({
          ...prediction,
          arousal: prediction.mask.map((_, t) => prediction.labels[2 * t]!),
          valence: prediction.mask.map((_, t) => prediction.labels[2 * t + 1]!),
        }));
        const none = { median: 1, scale: 1, bias: 0 };
        const calibration = fitCalibration(right, calibrationSteps);
        expect(calibration).toEqual({ arousal: none, valence: none });
        expect(calibrated(right[0]!, calibration)).toEqual(right[0]);
      }),
    );
  });

  it('finds what was done to the labels, of each dimension, over the frames that are known', () => {
    const labels = Array.from(
      { length: 40 },
      (_, t) => [Math.sin(t / 3), Math.cos(t / 5)] as const,
    );
    const column = (k: 0 | 1) => labels.map((row) => row[k]);
    const mask = f32(labels.map((_, t) => (t < 30 ? 1 : 0)));
    const prediction = {
      arousal: f32(column(0).map((y) => y / 2 + 0.125)),
      // What is masked is far off, and would spoil it.
      valence: f32(column(1).map((y, t) => (t < 30 ? y / 4 - 0.25 : 1))),
      labels: f32(labels.flat()),
      mask,
    };
    const { arousal, valence } = fitCalibration([prediction], ['scale', 'bias']);
    expect([arousal.scale, arousal.bias]).toBeAllclose([2, -0.25], { atol: 1e-5 });
    expect([valence.scale, valence.bias]).toBeAllclose([4, 1], { atol: 1e-5 });
  });

  it('keeps gaps, and smooths on either side of them alone', () => {
    const values = f32([0, 1, 0, Number.NaN, 1, 1, 0, 1, 1, Number.NaN]);
    const calibration = { median: 3, scale: 0.5, bias: 0.25 };
    const { arousal } = calibrated(
      { arousal: values, valence: values },
      { arousal: calibration, valence: calibration },
    );
    const [low, high, none] = [0.25, 0.75, Number.NaN];
    expect(arousal).toEqual(f32([low, low, low, none, high, high, high, high, high, none]));
  });

  it('does nothing that does not help: not even what changes nothing', () => {
    const rising = f32([-0.5, -0.25, 0, 0.25, 0.5]); // as any median leaves it
    const labels = f32([...rising].flatMap((y) => [y, y]));
    const right = { arousal: rising, valence: rising, labels, mask: f32([1, 1, 1, 1, 1]) };
    const none = { median: 1, scale: 1, bias: 0 };
    expect(fitCalibration([right], calibrationSteps)).toEqual({ arousal: none, valence: none });
  });

  it('fits the line to what is smoothed', () => {
    const labels = Array.from({ length: 40 }, (_, t) => t / 20 - 1);
    // Half as steep, with a spike now and then.
    const values = f32(labels.map((y, t) => (t % 6 === 2 ? 1 : y / 2)));
    const mask = values.map(() => 1);
    const both = f32(labels.flatMap((y) => [y, y]));
    const prediction = { arousal: values, valence: values, labels: both, mask };
    const { arousal } = fitCalibration([prediction], calibrationSteps);
    expect(arousal.median).toBe(3);
    expect([arousal.scale, arousal.bias]).toBeAllclose([2, 0], { atol: 0.05 });
  });

  it('smooths what flickers', () => {
    const labels = Array.from({ length: 60 }, (_, t) => [t < 30 ? -0.5 : 0.5, 0] as const);
    const flicker = labels.map(([y], t) => (t % 4 === 1 ? -y : y));
    const values = f32(flicker);
    const prediction = { arousal: values, valence: values, labels: f32(labels.flat()), mask: values.map(() => 1) }; // biome-ignore format: one line
    const { arousal } = fitCalibration([prediction], ['median']);
    expect(arousal.median).toBeGreaterThan(1);
    const smoothed = calibrated(prediction, { arousal, valence: arousal }).arousal;
    expect(smoothed.filter((y, t) => y !== labels[t]![0]).length).toBeLessThan(4);
  });
});

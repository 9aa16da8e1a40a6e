import { sixtyFourths, sixtyFourthsArray } from '@ssvaerr/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyCalibration } from './apply-calibration.ts';
import { calibrationSteps } from './calibration.ts';
import { ConcordanceMetric } from './concordance-metric.ts';
import { describeCalibration } from './describe-calibration.ts';
import { fitCalibration } from './fit-calibration.ts';
import type { LabeledPrediction } from './labeled-prediction.ts';

const f32 = (values: readonly number[]) => Float32Array.from(values);

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

  const scores = (predictions: readonly (LabeledPrediction & { mask: Float32Array })[]) =>
    (['arousal', 'valence'] as const).map((dimension, column) => {
      const metric = new ConcordanceMetric();
      for (const prediction of predictions) {
        const labels = prediction.mask.map((_, t) => prediction.labels[2 * t + column]!);
        metric.update(prediction[dimension], labels, prediction.mask);
      }
      return metric.compute()[0].ccc;
    });

  it('law: never lowers the CCC of what it was fitted on, and stays in [-1, 1]', () => {
    fc.assert(
      fc.property(videos, steps, (predictions, allowed) => {
        const calibration = fitCalibration(predictions, allowed);
        const after = predictions.map((prediction) => applyCalibration(prediction, calibration));
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
        expect(applyCalibration(right[0]!, calibration)).toEqual(right[0]);
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
    const { arousal } = applyCalibration(
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
    const smoothed = applyCalibration(prediction, { arousal, valence: arousal }).arousal;
    expect(smoothed.filter((y, t) => y !== labels[t]![0]).length).toBeLessThan(4);
  });

  it('takes plain arrays and masks of booleans, and keeps other fields', () => {
    const known = [true, true, false];
    const prediction = { id: 7, arousal: [0, 0.25, 9], valence: [0, 0.25, 9], labels: [0, 0, 0.5, 1, Number.NaN, Number.NaN], mask: known }; // biome-ignore format: one line
    const calibration = fitCalibration([prediction], ['scale']);
    expect([calibration.arousal.scale, calibration.valence.scale]).toBeAllclose([2, 4]);
    const after = applyCalibration(prediction, calibration);
    expect([after.id, after.labels]).toEqual([7, prediction.labels]);
    expect(after.arousal).toBeAllclose([0, 0.5, 1]);
  });

  it('describes itself in a line', () => {
    const calibration = {
      arousal: { median: 25, scale: 1.2, bias: -0.01 },
      valence: { median: 1, scale: 1, bias: 0 },
    };
    expect(describeCalibration(calibration)).toBe(
      'arousal: 1.200 * median of 25 frames - 0.010; valence: 1.000 * x + 0.000',
    );
  });

  it('refuses bad input by name', () => {
    const fit = (prediction: object, steps: readonly string[] = []) =>
      fitCalibration([prediction as never], steps as never);
    const good = { arousal: [1], valence: [1], labels: [1, 1] };
    const cases: [() => unknown, string][] = [
      [
        () => fit(good, ['mean']),
        "fitCalibration: 'steps' must be among median, scale, bias, got mean.",
      ],
      [
        () => fit({ ...good, valence: [] }),
        "fitCalibration: 'valence' must have 1 entries, got 0.",
      ],
      [() => fit({ ...good, labels: [1] }), "fitCalibration: 'labels' must have 2 entries, got 1."],
      [() => fit({ ...good, mask: [2] }), "fitCalibration: 'mask' must hold 0 and 1, got 2 at 0."],
      [
        () => fit({ ...good, arousal: [Number.NaN] }),
        "fitCalibration: 'arousal' must be finite where it is not masked, got NaN at 0.",
      ],
      [
        () => fit({ ...good, arousal: 1 }),
        "fitCalibration: 'arousal' must be an array, got number.",
      ],
    ];
    for (const [call, message] of cases) expect(call).toThrow(message);
  });
});

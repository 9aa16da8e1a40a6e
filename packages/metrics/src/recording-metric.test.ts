import { sixtyFourths } from '@ssvaerr/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ConcordanceMetric } from './concordance-metric.ts';
import type { LabeledPrediction } from './labeled-prediction.ts';
import { RecordingMetric } from './recording-metric.ts';

/** A recording of some frames, some of them without a label. */
const recording = fc.integer({ min: 2, max: 12 }).chain((frames) => {
  const values = fc.array(sixtyFourths(), { minLength: frames, maxLength: frames });
  const mask = fc.array(fc.constantFrom(0, 1), { minLength: frames, maxLength: frames });
  return fc.record({ a: values, v: values, la: values, lv: values, mask }).map((drawn) => ({
    arousal: Float32Array.from(drawn.a),
    valence: Float32Array.from(drawn.v),
    labels: Float32Array.from({ length: 2 * frames }, (_, i) =>
      i % 2 === 0 ? drawn.la[i / 2]! : drawn.lv[(i - 1) / 2]!,
    ),
    mask: Float32Array.from(drawn.mask),
  }));
});
const recordings = fc.array(recording, { minLength: 1, maxLength: 4 });

function measure(...all: readonly LabeledPrediction[]): RecordingMetric {
  const metric = new RecordingMetric();
  for (const one of all) metric.update(one);
  return metric;
}

const rising = Float32Array.of(-0.5, 0, 0.5);
const signed = (sign: number, mask: number[]) => ({
  arousal: rising,
  valence: rising,
  labels: Float32Array.of(-0.5, -0.5 * sign, 0, 0, 0.5, 0.5 * sign),
  mask,
});

describe('RecordingMetric', () => {
  it('scores the recordings one after the other, as one', () => {
    fc.assert(
      fc.property(recordings, (all) => {
        const scores = measure(...all).compute();
        expect(scores.videos).toBe(all.length);
        for (const [column, dimension] of (['arousal', 'valence'] as const).entries()) {
          const whole = new ConcordanceMetric();
          for (const { labels, mask, ...values } of all) {
            const target = mask.map((_, t) => labels[2 * t + column]!);
            whole.update(values[dimension], target, mask);
          }
          const [{ ccc, pcc, rmse, count }] = whole.compute();
          const found = scores[dimension];
          expect(scores.frames).toBe(count);
          if (count === 0) expect(found.ccc).toBeNaN();
          else
            expect([found.ccc, found.pcc, found.rmse]).toBeAllclose([ccc, pcc, rmse], {
              atol: 1e-9,
            });
        }
      }),
    );
  });

  it('averages the recordings that have labels, by hand', () => {
    const metric = measure(signed(1, [1, 1, 1]), signed(-1, [1, 1, 1]), signed(1, [0, 0, 0]));
    const { arousal, valence, videos, frames } = metric.compute();
    expect(arousal.meanVideoCcc).toBeCloseTo(1, 6);
    expect(valence.meanVideoCcc).toBeCloseTo(0, 6);
    expect(valence.ccc).toBeCloseTo(0, 6);
    expect([videos, frames]).toEqual([3, 6]);
    expect(metric.recordings.map((scores) => scores.valence.count)).toEqual([3, 3, 0]);
    expect(metric.recordings.slice(0, 2).map((scores) => scores.valence.ccc)).toBeAllclose([1, -1]);
    expect(metric.recordings[2]!.arousal.ccc).toBeNaN();
  });

  it('says of each recording what a metric of it alone says', () => {
    fc.assert(
      fc.property(recordings, (all) => {
        const metric = measure(...all);
        const { arousal } = metric.compute();
        expect(metric.recordings).toEqual(all.flatMap((one) => measure(one).recordings));
        const own = metric.recordings.filter((scores) => scores.arousal.count > 0);
        const mean = own.reduce((sum, scores) => sum + scores.arousal.ccc / own.length, 0);
        if (own.length > 0) expect(arousal.meanVideoCcc).toBeAllclose(mean, { atol: 1e-12 });
        else expect(arousal.meanVideoCcc).toBeNaN();
      }),
    );
  });

  it('merges, and leaves the other as it is', () => {
    fc.assert(
      fc.property(recordings, recordings, (a, b) => {
        const [left, right, both] = [measure(...a), measure(...b), measure(...a, ...b)];
        const before = right.compute();
        left.merge(right);
        expect(left.recordings).toEqual(both.recordings);
        const [found, expected] = [left.compute(), both.compute()];
        expect([found.videos, found.frames]).toEqual([expected.videos, expected.frames]);
        expect(found.valence.meanVideoCcc).toEqual(expected.valence.meanVideoCcc);
        if (found.frames > 0) {
          expect(found.arousal.ccc).toBeAllclose(expected.arousal.ccc, { atol: 1e-9 });
        }
        expect(right.compute()).toEqual(before);
      }),
    );
  });

  it('forgets everything on reset', () => {
    fc.assert(
      fc.property(recordings, recordings, (a, b) => {
        const metric = measure(...a);
        metric.reset();
        expect(metric.compute()).toEqual(new RecordingMetric().compute());
        for (const one of b) metric.update(one);
        expect(metric.compute()).toEqual(measure(...b).compute());
        expect(metric.recordings).toEqual(measure(...b).recordings);
      }),
    );
  });

  it('refuses bad input by name, and adds nothing', () => {
    const metric = measure(signed(1, [1, 1, 1]));
    const before = metric.compute();
    const good = { arousal: [1], valence: [1], labels: [1, 1] };
    const cases: [object, string][] = [
      [{ ...good, arousal: undefined }, "'arousal' must be an array, got undefined."],
      [{ ...good, valence: [1, 2] }, "'valence' must have 1 entries, got 2."],
      [{ ...good, labels: [1] }, "'labels' must have 2 entries, got 1."],
      [{ ...good, mask: [Number.NaN] }, "'mask' must hold 0 and 1, got NaN at 0."],
      [
        { ...good, labels: [1, Number.NaN] },
        "'labels' must be finite where it is not masked, got NaN at 1.",
      ],
    ];
    for (const [bad, message] of cases) {
      expect(() => metric.update(bad as LabeledPrediction)).toThrow(
        `RecordingMetric.update: ${message}`,
      );
    }
    expect(metric.compute()).toEqual(before);
    expect(metric.recordings).toHaveLength(1);
  });
});

import { CccMetric } from '@ssvaerr/losses';
import { sixtyFourths } from '@ssvaerr/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Prediction, predictionCsv, SplitMetric, selectionScore } from './evaluation.ts';

type Video = Omit<Prediction, 'clip'>;

/** A video of some frames, some of them without a label. */
const video = fc.integer({ min: 2, max: 12 }).chain((time) => {
  const values = fc.array(sixtyFourths(), { minLength: time, maxLength: time });
  const mask = fc.array(fc.constantFrom(0, 1), { minLength: time, maxLength: time });
  return fc.record({ a: values, v: values, la: values, lv: values, mask }).map(
    (drawn): Video => ({
      arousal: Float32Array.from(drawn.a),
      valence: Float32Array.from(drawn.v),
      labels: Float32Array.from({ length: 2 * time }, (_, i) =>
        i % 2 === 0 ? drawn.la[i / 2]! : drawn.lv[(i - 1) / 2]!,
      ),
      mask: Float32Array.from(drawn.mask),
    }),
  );
});

describe('SplitMetric', () => {
  it('scores the videos one after the other, as one', () => {
    fc.assert(
      fc.property(fc.array(video, { minLength: 1, maxLength: 4 }), (videos) => {
        const metric = new SplitMetric();
        for (const one of videos) metric.add(one);
        const whole = new CccMetric();
        for (const { valence, labels, mask } of videos) {
          const target = Array.from(valence, (_, t) => labels[2 * t + 1]!);
          whole.update(valence, target, mask);
        }
        const { ccc, count } = whole.result();
        const result = metric.result();
        expect(result.videos).toBe(videos.length);
        expect(result.frames).toBe(count);
        if (count === 0) expect(result.valence.ccc).toBeNaN();
        else expect(result.valence.ccc).toBeCloseTo(ccc, 10);
      }),
    );
  });

  it('averages the videos that have labels, for the mean per-video CCC', () => {
    const metric = new SplitMetric();
    const rising = Float32Array.of(-0.5, 0, 0.5);
    const add = (sign: number, mask: number[]) =>
      metric.add({
        arousal: rising,
        valence: rising,
        labels: Float32Array.of(-0.5, -0.5 * sign, 0, 0, 0.5, 0.5 * sign),
        mask: Float32Array.from(mask),
      });
    add(1, [1, 1, 1]);
    add(-1, [1, 1, 1]);
    add(1, [0, 0, 0]);
    const { arousal, valence } = metric.result();
    expect(arousal.meanVideoCcc).toBeCloseTo(1, 6);
    expect(valence.meanVideoCcc).toBeCloseTo(0, 6);
    expect(valence.ccc).toBeCloseTo(0, 6);
  });
});

describe('selectionScore', () => {
  const scores = (a: number, v: number) => {
    const of = (ccc: number) => ({ ccc, pcc: 0, rmse: 0, meanVideoCcc: 0 });
    return { arousal: of(a), valence: of(v), videos: 1, frames: 1 };
  };
  it('is the mean of the two CCCs; without labels, the worst', () => {
    expect(selectionScore(scores(0.25, 0.75))).toBe(0.5);
    expect(selectionScore(scores(Number.NaN, 1))).toBe(-1);
  });
});

describe('predictionCsv', () => {
  it('has a row a frame, and gaps where there is no label', () => {
    const csv = predictionCsv({
      clip: { fps: 25 } as Prediction['clip'],
      arousal: Float32Array.of(0.25, -1),
      valence: Float32Array.of(0.5, 0),
      labels: Float32Array.of(0.125, -0.5, 0, 0),
      mask: Float32Array.of(1, 0),
    });
    expect(csv).toBe(
      'frame,time,arousal,valence,arousal_label,valence_label\n' +
        '0,0.000,0.250000,0.500000,0.125000,-0.500000\n' +
        '1,0.040,-1.000000,0.000000,,\n',
    );
  });
});

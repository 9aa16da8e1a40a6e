import { ConcordanceMetric } from '@ssvaerr/metrics';
import { sixtyFourths } from '@ssvaerr/testing';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { omgScore } from './omg-score.ts';

const of = (video: string, prediction: number, label: number) => ({ video, prediction, label });

it('is the mean of the CCCs of videos', () => {
  // a: means 0.5 and 1, covariance 0.5, variances 0.25 and 1: 1 / (1.25 + 0.25). b: perfect.
  const predictions = [of('a', 0, 0), of('b', 0.25, 0.25), of('a', 1, 2), of('b', 0.5, 0.5)];
  const { ccc, videos, undefinedVideos } = omgScore(predictions);
  expect(ccc).toBeCloseTo((1 / 1.5 + 1) / 2, 12);
  expect([videos, undefinedVideos]).toEqual([2, 0]);
});

it('counts videos without a CCC: one utterance, constant labels, constant predictions', () => {
  const single = [of('a', 0, 0)];
  const constant = [of('b', 0, 1), of('b', 1, 1), of('c', 1, 0), of('c', 1, 1)];
  expect(omgScore([...single, ...constant])).toEqual({
    ccc: Number.NaN,
    videos: 0,
    undefinedVideos: 3,
  });
  expect(omgScore([])).toEqual({ ccc: Number.NaN, videos: 0, undefinedVideos: 0 });
});

it('agrees with the metric of each video, in any order', () => {
  const utterance = fc.tuple(fc.constantFrom('a', 'b', 'c'), sixtyFourths(), sixtyFourths());
  fc.assert(
    fc.property(fc.array(utterance, { maxLength: 30 }), (rows) => {
      const predictions = rows.map(([video, prediction, label]) => of(video, prediction, label));
      const videos = ['a', 'b', 'c'].map((video) =>
        predictions.filter((row) => row.video === video),
      );
      const varies = (values: number[]) => new Set(values.map((x) => x + 0)).size > 1;
      const scored = videos.filter(
        (rows) => varies(rows.map((r) => r.prediction)) && varies(rows.map((r) => r.label)),
      );
      const cccs = scored.map((rows) => {
        const metric = new ConcordanceMetric();
        metric.update(
          rows.map((r) => r.prediction),
          rows.map((r) => r.label),
        );
        return metric.compute()[0].ccc;
      });
      const score = omgScore(predictions.reverse());
      expect(score.videos).toBe(cccs.length);
      // The metric adds 1e-8 to the denominator, which is at least 1/64² here times a few.
      if (cccs.length > 0)
        expect(score.ccc).toBeCloseTo(cccs.reduce((a, b) => a + b) / cccs.length, 3);
    }),
  );
});

it('refuses values that are not finite', () => {
  expect(() => omgScore([of('a', Number.NaN, 1)])).toThrow(
    "omgScore: 'predictions' must have finite numbers, got NaN with label 1.",
  );
});

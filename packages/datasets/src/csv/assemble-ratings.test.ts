import { describe, expect, it } from 'vitest';
import { LabelError } from '../label-error.ts';
import { assembleRatings, type NamedTrace } from './assemble-ratings.ts';

const trace = (
  dimension: 'arousal' | 'valence',
  values: readonly number[],
  more: Partial<NamedTrace> = {},
): NamedTrace => ({
  video: null,
  rater: '',
  dimension,
  unit: 'frames',
  times: Float64Array.from(values, (_, i) => i),
  values: Float64Array.from(values),
  ...more,
});
const timing = { fps: 10, seconds: null };

describe('assembleRatings', () => {
  it('puts frames at their times', () => {
    const series = assembleRatings([trace('arousal', [0, 1]), trace('valence', [1, 0])], timing);
    expect([...Array.from(series.times)]).toEqual([0, 0.1]);
    expect([...Array.from(series.arousal)]).toEqual([0, 1]);
    expect(series.raters).toBeUndefined();
  });

  it('fuses raters and keeps them', () => {
    const of = (rater: string, value: number) => [
      trace('arousal', [value, value], { rater }),
      trace('valence', [-value, Number.NaN], { rater }),
    ];
    const series = assembleRatings([...of('anna', 0.5), ...of('ben', 1)], timing);
    expect([...Array.from(series.arousal)]).toEqual([0.75, 0.75]);
    expect([...Array.from(series.valence)]).toEqual([-0.75, Number.NaN]);
    expect(series.raters!.map(({ name }) => name)).toEqual(['anna', 'ben']);
  });

  it('joins dimensions with times of their own', () => {
    const times = Float64Array.of(0, 0.5);
    const arousal = trace('arousal', [0, 1], { unit: 'seconds', times: Float64Array.of(0, 1) });
    const series = assembleRatings(
      [arousal, trace('valence', [0, 1], { unit: 'seconds', times })],
      timing,
    );
    expect([...Array.from(series.times)]).toEqual([0, 0.5, 1]);
    expect([...Array.from(series.arousal)]).toEqual([0, 0.5, 1]);
    expect([...Array.from(series.valence)]).toEqual([0, 1, Number.NaN]);
  });

  it('holds one label over the whole recording', () => {
    const traces = [
      trace('arousal', [0.5], { unit: 'recordings' }),
      trace('valence', [-1], { unit: 'recordings' }),
    ];
    const series = assembleRatings(traces, { fps: 25, seconds: 1.2 });
    expect([...Array.from(series.times)]).toEqual([0, 0.5, 1, 1.2]);
    expect([...Array.from(series.arousal)]).toEqual([0.5, 0.5, 0.5, 0.5]);
    expect(() => assembleRatings(traces, timing)).toThrow(LabelError);
  });

  it('refuses a rater with one dimension, or one twice', () => {
    const both = [
      trace('arousal', [0], { rater: 'anna' }),
      trace('valence', [0], { rater: 'anna' }),
    ];
    expect(() => assembleRatings(both.slice(0, 1), timing)).toThrow(
      "has no rating of valence by 'anna'.",
    );
    expect(() => assembleRatings([...both, both[1]!], timing)).toThrow(
      "has more than one rating of valence by 'anna'.",
    );
  });
});

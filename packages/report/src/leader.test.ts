import { describe, expect, it } from 'vitest';
import { inventedEpochs, inventedRun, inventedScores } from '../test/invented-report.ts';
import { bestEpoch, leader, standing } from './leader.ts';
import type { ReportRun } from './report-data.ts';

const unfinished = (name: string, cccs: number[]): ReportRun => {
  const { results, ...run } = inventedRun({ name, epochs: inventedEpochs(cccs) });
  return run;
};
const finished = (name: string, validation: number, test: number) => {
  const run = inventedRun({ name });
  const results = {
    ...run.results!,
    validation: inventedScores(validation),
    test: inventedScores(test),
  };
  return { ...run, results };
};

describe('the best epoch', () => {
  it('is the one of the results', () => {
    const run = inventedRun();
    expect(bestEpoch({ ...run, results: { ...run.results!, bestEpoch: 2 } })?.epoch).toBe(2);
  });

  it('is the last that was best so far, until there are results', () => {
    expect(bestEpoch(unfinished('', [0.1, 0.3, 0.2]))?.epoch).toBe(2);
    expect(bestEpoch(unfinished('', []))).toBeUndefined();
  });
});

describe('the standing of a run', () => {
  it('is its test scores; else those of validation; else those of its best epoch', () => {
    const run = inventedRun();
    const { test, ...results } = run.results!;
    expect(standing(run)).toEqual({ run, split: 'test', scores: test });
    const validated = { ...run, results };
    expect(standing(validated)).toMatchObject({ split: 'validation', scores: results.validation });
    const running = unfinished('', [0.4, 0.2]);
    expect(standing(running)).toMatchObject({
      split: 'validation',
      scores: running.epochs[0]!.validation,
    });
    expect(standing(unfinished('', []))).toBeUndefined();
  });
});

describe('the leader', () => {
  it('is best by validation, whatever the test scores', () => {
    const runs = [finished('a', 0.5, 0.9), finished('b', 0.6, 0.4), finished('c', 0.1, 0.95)];
    expect(leader(runs)?.run.name).toBe('b');
  });

  it('is best by the mean of both dimensions', () => {
    const skewed = finished('skewed', 0.5, 0.5);
    const { validation } = skewed.results;
    const arousal = { ...validation.arousal, ccc: 0.9 };
    const valence = { ...validation.valence, ccc: 0 };
    const run = {
      ...skewed,
      results: { ...skewed.results, validation: { ...validation, arousal, valence } },
    };
    expect(leader([run, finished('even', 0.5, 0.5)])?.run.name).toBe('even');
  });

  it('is finished, if any run is, and not without a score', () => {
    expect(leader([unfinished('a', [0.9]), finished('b', 0.1, 0.1)])?.run.name).toBe('b');
    expect(leader([unfinished('a', [0.2]), unfinished('b', [0.9])])?.run.name).toBe('b');
    expect(leader([finished('nan', Number.NaN, 0.5), finished('b', -0.1, 0)])?.run.name).toBe('b');
    expect(leader([])).toBeUndefined();
  });
});

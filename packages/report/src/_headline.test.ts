import { expect, it } from 'vitest';
import { inventedRun, inventedScores } from '../test/invented-report.ts';
import { parse, textsOf } from '../test/read-chart.ts';
import { headline } from './_headline.ts';
import type { ReportData } from './report-data.ts';

const baselines = {
  'ridge regression': inventedScores(0.2),
  'mean predictor': inventedScores(-0.1),
  other: inventedScores(1.5),
};
const head = (data: Partial<ReportData>) =>
  parse(headline({ title: 'A title', runs: [inventedRun()], ...data }));

it('says both test CCCs, large, beside the baselines', () => {
  const page = head({ baselines });
  expect(textsOf(page, 'h1')).toEqual(['A title']);
  expect(textsOf(page, '.card h2')).toEqual(['Arousal, test CCC', 'Valence, test CCC']);
  expect(textsOf(page, '.figure')).toEqual(['0.50', '0.54']);
  const [arousal, valence] = page.querySelectorAll('.card');
  expect(textsOf(arousal!, 'dt')).toEqual(['demo', 'ridge regression', 'mean predictor', 'other']);
  expect(textsOf(arousal!, '.number')).toEqual(['0.50', '0.20', '−0.10', '1.50']);
  expect(textsOf(valence!, '.number')).toEqual(['0.54', '0.24', '−0.06', '1.54']);
  expect(page.body.textContent).toContain('1,600 labeled frames of 8 test videos');
});

it('draws bars as long as the CCCs, between nothing and all', () => {
  const bars = [...head({ baselines }).querySelectorAll('.card:first-child i')];
  expect(bars.map((bar) => bar.getAttribute('style'))).toEqual([
    'width:50.0%',
    'width:20.0%',
    'width:0%',
    'width:100.0%',
  ]);
  expect(bars.map((bar) => bar.className)).toEqual(['ours', '', '', '']);
});

it('does not compare validation with baselines of the test split', () => {
  const run = inventedRun();
  const { test, ...results } = run.results!;
  const page = head({ runs: [{ ...run, results }], baselines });
  expect(textsOf(page, '.card h2')).toEqual(['Arousal, validation CCC', 'Valence, validation CCC']);
  expect(textsOf(page, '.number')).toEqual(['0.30', '0.34']);
});

it('says of several runs which one it is about, and how it was chosen', () => {
  const runs = [inventedRun({ name: 'a' }), inventedRun({ name: 'b' })];
  expect(textsOf(head({ runs }), 'p')[0]).toMatch(
    /^Best of 2 runs by .*: a · finished in 3 min 20 s · 3 epochs · onnx$/,
  );
});

it('says that there is nothing yet', () => {
  const { results, ...run } = inventedRun({ epochs: [] });
  for (const runs of [[run], []]) {
    const page = head({ runs });
    expect(textsOf(page, 'p')).toEqual([expect.stringContaining('no results yet')]);
    expect(textsOf(page, '.card')).toEqual([]);
  }
});

import { expect, it } from 'vitest';
import { inventedRun, inventedTrace } from '../test/invented-report.ts';
import { parse, textsOf } from '../test/read-chart.ts';
import { traces } from './_traces.ts';

const legendOf = (...runs: Parameters<typeof traces>[0]) =>
  textsOf(parse(traces(runs)), '.legend li');

it('shows a figure a clip, with its name and subject', () => {
  const clips = ['a<b', 'c'].map((clip) => inventedTrace([0, 1], { clip, subject: 'me & you' }));
  const page = parse(traces([inventedRun({ traces: clips })]));
  expect(textsOf(page, 'figcaption')).toEqual(['a<b, subject me & you', 'c, subject me & you']);
  expect(textsOf(page, 'svg title')[0]).toContain('a<b');
});

it('says which line is which', () => {
  expect(legendOf(inventedRun())).toEqual(['annotated', 'predicted']);
  const none = inventedRun({ name: 'none', traces: [] });
  expect(legendOf(none, inventedRun({ name: 'b' }))).toEqual(['annotated', 'b']);
  const unlabeled = Float32Array.of(Number.NaN);
  const labels = { arousal: unlabeled, valence: unlabeled };
  expect(legendOf(inventedRun({ traces: [inventedTrace([0], { labels })] }))).toEqual([
    'predicted',
  ]);
});

it('is nothing without clips', () => {
  expect(traces([inventedRun({ traces: [] })])).toBe(false);
});

import { describe, expect, it } from 'vitest';
import { demoReport } from '../test/demo-report.ts';
import { inventedPretext, inventedPretextEpochs, inventedRun } from '../test/invented-report.ts';
import { byolMonitors, dinoMonitors } from '../test/monitors.ts';
import { drawnLines, numbersOf, type Part, parse, parsePage, textsOf } from '../test/read-chart.ts';
import { headline } from './_headline.ts';
import { pretextTraining } from './_pretext-training.ts';
import { renderReport } from './render-report.ts';
import type { PretextRun } from './report-data.ts';

const figures = (...runs: PretextRun[]): Part[] => [
  ...parse(pretextTraining(runs)).querySelectorAll('figure'),
];
const titles = (...runs: PretextRun[]) =>
  figures(...runs).map((figure) => textsOf(figure, 'title')[0]);
const configured = (name: string, config: Readonly<Record<string, unknown>>) => ({
  name,
  info: { ...inventedRun().info, config },
});
const dino = (name: string, prototypes: number) =>
  inventedPretext({ ...configured(name, { prototypes }), monitors: dinoMonitors(prototypes) });
const byol = (fields: Partial<PretextRun> = {}) =>
  inventedPretext({
    ...configured('byol', { momentum: 0.9 }),
    method: 'BYOL',
    monitors: byolMonitors,
    ...fields,
  });

/** Distance of each level from the top, and its text. */
const levels = (figure: Part) => ({
  at: numbersOf(figure, '[aria-label="rule"] line', 'y1'),
  says: textsOf(figure, '[aria-label="text"] text'),
});
const saying = dinoMonitors(8).loss!.levels[0]!.says;

describe('the curves of a pretext run', () => {
  it('are its loss, its learning rate and its monitors', () => {
    const [loss, rate, entropy, inUse] = figures(inventedPretext());
    const { teacherEntropy, prototypesInUse } = dinoMonitors(8);
    expect(titles(inventedPretext())).toEqual([
      'Training loss by epoch',
      'Learning rate by epoch',
      `${teacherEntropy!.title} by epoch`,
      `${prototypesInUse!.title} by epoch`,
    ]);
    for (const [figure, direction] of [
      [loss!, 1],
      [rate!, -1],
      [entropy!, 1],
      [inUse!, 0],
    ] as const) {
      const [first, , last] = drawnLines(figure)[0]!.pieces[0]!;
      expect(Math.sign(last![1] - first![1])).toBe(direction);
    }
  });

  it('count epochs from 1, as the records of a real run do', () => {
    const real = demoReport.pretexts![0]!;
    expect(real.epochs.map(({ epoch }) => epoch)).toEqual([1, 2, 3]);
    for (const figure of figures(real)) {
      const ticks = textsOf(figure, '[aria-label="x-axis tick label"] text');
      expect(ticks).toEqual(['1', '2', '3']);
    }
    expect(titles(real)).toContain(`${real.monitors.l1!.title} by epoch`);
  });

  it('have the levels of the loss at their values: a collapsed DINO lies on ln K', () => {
    const run = inventedPretext({ epochs: inventedPretextEpochs([2, Math.log(8), 1]) });
    const [loss] = figures(run);
    const [, collapsed] = drawnLines(loss!)[0]!.pieces[0]!;
    expect(levels(loss!).at[0]).toBeCloseTo(collapsed![1], 2);
    expect(levels(loss!).says).toEqual([saying]);
  });

  it('have each different level of all runs once, and none where none is described', () => {
    const [loss] = figures(dino('a', 8), dino('b', 16), dino('c', 8));
    expect(levels(loss!).says).toEqual([saying, saying!.replace('8', '16')]);
    expect(levels(figures(byol())[0]!)).toEqual({ at: [], says: [] });
  });

  it('have the levels of a monitor at their values', () => {
    const epochs = [1, 0].map((embeddingSpread, index) => ({
      ...inventedPretextEpochs([1])[0]!,
      epoch: index + 1,
      monitors: { embeddingSpread },
    }));
    const [, , spread] = figures(byol({ epochs }));
    const [all, none] = drawnLines(spread!)[0]!.pieces[0]!;
    const { at, says } = levels(spread!);
    expect(at[0]).toBeCloseTo(all![1], 2);
    expect(at[1]).toBeCloseTo(none![1], 2);
    expect(says).toEqual(byolMonitors.embeddingSpread!.levels.map((level) => level.says));
  });

  it('have a monitor without a description under its own name', () => {
    const epochs = inventedPretextEpochs([1, 2]).map((epoch) => ({
      ...epoch,
      monitors: { novelty: 3 },
    }));
    expect(titles(inventedPretext({ epochs })).at(-1)).toBe('novelty by epoch');
    expect(titles(inventedPretext({ monitors: {} }))[0]).toBe('Training loss by epoch');
  });

  it('leave a gap where one run lacks a monitor of another', () => {
    const other = inventedPretextEpochs([1]).map((epoch) => ({ ...epoch, monitors: {} }));
    const drawn = figures(inventedPretext(), inventedPretext({ epochs: other })).at(-1)!;
    expect(drawnLines(drawn).map(({ pieces }) => pieces.length)).toEqual([1]);
  });
});

it('gives each method its charts, and a legend if it has several runs', () => {
  const page = parse(pretextTraining([dino('a', 8), byol(), dino('c', 8)]));
  expect(textsOf(page, 'h3')).toEqual(['DINO', 'BYOL']);
  expect(textsOf(page, '.legend li')).toEqual(['a', 'c']);
  const strokes = [...page.querySelectorAll('figure')].map((figure) =>
    drawnLines(figure).map(({ stroke }) => stroke),
  );
  expect(strokes[0]).toEqual(['var(--series-0)', 'var(--series-1)']);
  expect(strokes.at(-1)).toEqual(['var(--series-0)']);
});

it('puts the probe of each encoder beside those of the untrained encoder', () => {
  const { results, ...unfinished } = inventedPretext({ name: 'unfinished' });
  const page = parse(pretextTraining([inventedPretext(), unfinished]));
  const probes = ['trained', 'untrained', 'untrained, calibrated'];
  expect(
    textsOf(page, 'thead th').map((text) => text.replace(/^Arousal, |^Valence, /, '')),
  ).toEqual(['Run', 'Method', ...probes, ...probes]);
  const rows = [...page.querySelectorAll('tbody tr')].map((row) => textsOf(row, 'th, td'));
  expect(rows).toEqual([
    ['pretext', 'DINO', '0.310', '0.130', '0.110', '0.220', '−0.040', '0.020'],
  ]);
});

it('is nothing before the first epoch', () => {
  expect(pretextTraining([])).toBe(false);
  expect(pretextTraining([inventedPretext({ epochs: [] })])).toBe(false);
});

describe('the head of a page about one pretext run', () => {
  const head = (...pretexts: PretextRun[]) => parse(headline({ title: 'P', runs: [], pretexts }));

  it('has the scores of its linear probe beside those of the untrained encoder', () => {
    const page = head(inventedPretext());
    expect(textsOf(page, '.figure')).toEqual(['0.31', '0.22']);
    expect(textsOf(page, '.number')).toEqual(['0.31', '0.13', '0.11', '0.22', '−0.04', '0.02']);
    expect(textsOf(page, '.card:first-child dt')).toEqual([
      'pretext',
      'untrained',
      'untrained, batch-norm statistics calibrated',
    ]);
    expect(textsOf(page, 'p')[0]).toBe('DINO · pretext · trained in 1 min 0 s · 3 epochs · onnx');
  });

  it('is not about one of several, nor about one beside a supervised run', () => {
    expect(textsOf(head(inventedPretext(), inventedPretext()), '.card')).toEqual([]);
    const page = parse(
      headline({ title: '', runs: [inventedRun()], pretexts: [inventedPretext()] }),
    );
    expect(textsOf(page, '.card h2')[0]).toBe('Arousal, test CCC');
  });
});

it('compares the configs of runs of one method, not of two', () => {
  const pretexts = [dino('a', 8), byol(), dino('c', 16)];
  const page = parsePage(renderReport({ title: '', runs: [], pretexts }));
  const headings = textsOf(page, 'h2').filter((heading) => heading.startsWith('Config'));
  expect(headings).toEqual(['Config differences between the DINO runs']);
});

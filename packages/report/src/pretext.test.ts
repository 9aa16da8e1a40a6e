import { describe, expect, it } from 'vitest';
import { inventedPretext, inventedPretextEpochs, inventedRun } from '../test/invented-report.ts';
import { drawnLines, numbersOf, type Part, parse, parsePage, textsOf } from '../test/read-chart.ts';
import { headline } from './headline.ts';
import { renderReport } from './page.ts';
import { pretextTraining } from './pretext.ts';
import type { PretextRun } from './report-data.ts';

const figures = (...runs: PretextRun[]): Part[] => [
  ...parse(pretextTraining(runs)).querySelectorAll('figure'),
];
const titles = (...runs: PretextRun[]) =>
  figures(...runs).map((figure) => textsOf(figure, 'title')[0]);
const configured = (name: string, config: Readonly<Record<string, unknown>>) =>
  inventedPretext({ name, info: { ...inventedRun().info, config } });

/** Where a level is drawn, from the top; and what it says. */
const levels = (figure: Part) => ({
  at: numbersOf(figure, '[aria-label="rule"] line', 'y1'),
  says: textsOf(figure, '[aria-label="text"] text'),
});

describe('the curves of a pretext run', () => {
  it('are its loss, its learning rate and its monitors', () => {
    const [loss, rate, entropy, inUse] = figures(inventedPretext());
    expect(titles(inventedPretext())).toEqual([
      'Training loss by epoch',
      'Learning rate by epoch',
      "Entropy of the teacher's opinions / ln K by epoch",
      'Entropy of their mean / ln K by epoch',
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

  it('have the loss of a collapsed DINO, ln K, drawn where it is', () => {
    const run = inventedPretext({ epochs: inventedPretextEpochs([2, Math.log(8), 1]) });
    const [loss] = figures(run);
    const [, collapsed] = drawnLines(loss!)[0]!.pieces[0]!;
    expect(levels(loss!).at[0]).toBeCloseTo(collapsed![1], 2);
    expect(levels(loss!).says).toEqual(['ln 8, collapse: no opinion']);
  });

  it('have a line for the ln K of each run, and none where there are no prototypes', () => {
    const runs = [8, 16, 8].map((prototypes, i) =>
      configured(`run ${i}`, { method: 'dino', prototypes }),
    );
    const [loss] = figures(...runs);
    expect(levels(loss!).says).toEqual([
      'ln 8, collapse: no opinion',
      'ln 16, collapse: no opinion',
    ]);
    expect(levels(figures(configured('byol', { method: 'byol' }))[0]!)).toEqual({
      at: [],
      says: [],
    });
  });

  it('have collapse drawn at 1 and 0 of a share', () => {
    const epochs = [1, 0].map((embeddingSpread, epoch) => ({
      ...inventedPretextEpochs([1])[0]!,
      epoch,
      monitors: { embeddingSpread },
    }));
    const [, , spread] = figures({ ...configured('byol', { method: 'byol' }), epochs });
    const [all, none] = drawnLines(spread!)[0]!.pieces[0]!;
    const { at, says } = levels(spread!);
    expect(at[0]).toBeCloseTo(all![1], 2);
    expect(at[1]).toBeCloseTo(none![1], 2);
    expect(says).toEqual(['1/√features: every direction', 'collapse: one projection for all']);
  });

  it('have a monitor nobody knows under its own name', () => {
    const epochs = inventedPretextEpochs([1, 2]).map((epoch) => ({
      ...epoch,
      monitors: { novelty: 3 },
    }));
    expect(titles(inventedPretext({ epochs })).at(-1)).toBe('novelty by epoch');
  });
});

it('gives each method its charts, and a legend where there are several runs of it', () => {
  const runs = [
    configured('a', { method: 'dino', prototypes: 8 }),
    configured('b', { method: 'byol' }),
    configured('c', { method: 'dino', prototypes: 8 }),
  ];
  const page = parse(pretextTraining(runs));
  expect(textsOf(page, 'h3')).toEqual(['DINO', 'BYOL']);
  expect(textsOf(page, '.legend li')).toEqual(['a', 'c']);
  const strokes = [...page.querySelectorAll('figure')].map((figure) =>
    drawnLines(figure).map(({ stroke }) => stroke),
  );
  expect(strokes[0]).toEqual(['var(--series-0)', 'var(--series-1)']);
  expect(strokes.at(-1)).toEqual(['var(--series-0)']);
});

it('puts the probe of each encoder beside that of random weights', () => {
  const { results, ...unfinished } = inventedPretext({ name: 'unfinished' });
  const page = parse(pretextTraining([inventedPretext(), unfinished]));
  expect(textsOf(page, 'thead th')).toEqual([
    'Run',
    'Method',
    'Arousal, trained',
    'random',
    'settled',
    'Valence, trained',
    'random',
    'settled',
  ]);
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

  it('says what a linear probe reads off its features, beside random weights', () => {
    const page = head(inventedPretext());
    expect(textsOf(page, '.figure')).toEqual(['0.31', '0.22']);
    expect(textsOf(page, '.number')).toEqual(['0.31', '0.13', '0.11', '0.22', '−0.04', '0.02']);
    expect(textsOf(page, 'p')[0]).toBe('DINO · pretext · trained in 1 min 0 s · 3 epochs · onnx');
  });

  it('is not about one of several, nor about one beside a run of train', () => {
    expect(textsOf(head(inventedPretext(), inventedPretext()), '.card')).toEqual([]);
    const page = parse(
      headline({ title: '', runs: [inventedRun()], pretexts: [inventedPretext()] }),
    );
    expect(textsOf(page, '.card h2')[0]).toBe('Arousal, test CCC');
  });
});

it('compares the configs of runs of one method, not of two', () => {
  const runs = [
    configured('a', { method: 'dino', prototypes: 8 }),
    configured('b', { method: 'byol', momentum: 0.9 }),
    configured('c', { method: 'dino', prototypes: 16 }),
  ];
  const page = parsePage(renderReport({ title: '', runs: [], pretexts: runs }));
  const tables = textsOf(page, 'caption').filter((caption) => caption.startsWith('Fields'));
  expect(tables).toEqual(['Fields of the configs that are not the same in all DINO runs']);
  expect(textsOf(page, 'h2')).toContain('What differs between the DINO runs');
});

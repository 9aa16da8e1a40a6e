import { expect, it } from 'vitest';
import { inventedRun } from '../test/invented-report.ts';
import { type Part, parse, textsOf } from '../test/read-chart.ts';
import { differences } from './_differences.ts';
import { provenance } from './_provenance.ts';

const rowsOf = (page: Part, table: number) =>
  [...[...page.querySelectorAll('table')][table]!.querySelectorAll('tbody tr')].map((row) =>
    textsOf(row, 'th, td'),
  );

it('says what ran where, from what and for how long', () => {
  const page = parse(provenance({ title: '', runs: [inventedRun()] }));
  expect(rowsOf(page, 0)).toEqual([
    ['demo', 'onnx', '12,345', '3', '3', '1 min 30 s', '200', '3 min 20 s'],
  ]);
  expect(textsOf(page, '.facts dd')).toEqual([
    'onnx, 2 threads',
    'cpu some processor · cores 2',
    'node 20.19.0',
    'c0ffee',
    'runs/store',
    'invented',
    'CC0',
  ]);
  expect(JSON.parse(textsOf(page, 'details:not([open]) pre')[0]!)).toEqual({
    seed: 1,
    loss: 'ccc',
  });
});

it('lists the stages and their sum', () => {
  const stages = [
    { name: 'data', seconds: 30 },
    { name: 'training', seconds: 100 },
  ];
  const page = parse(provenance({ title: '', runs: [], stages }));
  expect(rowsOf(page, 0)).toEqual([
    ['data', '30 s'],
    ['training', '1 min 40 s'],
    ['Total', '2 min 10 s'],
  ]);
});

it('says of a run that has not begun what is known', () => {
  const { results, ...run } = inventedRun({ epochs: [] });
  const info = { ...run.info, commit: null };
  const page = parse(provenance({ title: '', runs: [{ ...run, info }] }));
  expect(rowsOf(page, 0)).toEqual([['demo', 'onnx', '–', '0', '–', '0.0 s', '–', 'not finished']]);
  expect(textsOf(page, '.facts dd')).toContainEqual(expect.stringContaining('git'));
});

it('folds the facts of several runs, and shows what was set differently', () => {
  const { info } = inventedRun();
  const runs = [
    inventedRun({ name: 'a' }),
    inventedRun({
      name: 'b',
      info: { ...info, config: { seed: 1, loss: 'cccCe', clipNorm: null } },
    }),
  ];
  const page = parse(provenance({ title: '', runs }));
  expect(textsOf(page, 'details > summary')).toEqual(['a', 'Config', 'b', 'Config']);
  const compared = parse(differences(runs));
  expect(textsOf(compared, 'thead th')).toEqual(['Run', 'loss', 'clipNorm']);
  expect(rowsOf(compared, 0)).toEqual([
    ['a', '"ccc"', '–'],
    ['b', '"cccCe"', 'null'],
  ]);
  expect(differences(runs.slice(0, 1))).toBe(false);
});

import type { SplitScores } from '@ssvaerr/metrics';
import { describe, expect, it } from 'vitest';
import { demoReport } from '../test/demo-report.ts';
import { faces, fullReport, hardReports, infoNamed } from '../test/hard-reports.ts';
import { inventedRun, inventedScores, inventedTrace } from '../test/invented-report.ts';
import { parsePage, textsOf } from '../test/read-chart.ts';
import { score } from './numbers.ts';
import { renderReport } from './render-report.ts';
import type { ReportData } from './report-data.ts';

describe.each(Object.entries(hardReports))('%s', (_, data) => {
  const page = renderReport(data);
  const document = parsePage(page);

  it('is one file that fetches and runs nothing', () => {
    expect(page).not.toMatch(/https?:|url\(|@import/);
    expect(document.querySelector('script, iframe, object, embed, base, form')).toBeNull();
    for (const element of document.querySelectorAll('[href], [src]')) {
      expect(element.getAttribute('href') ?? element.getAttribute('src')).toMatch(/^data:/);
    }
    const attributes = [...document.querySelectorAll('*')].flatMap((element) =>
      [...element.attributes].map(({ name }) => name),
    );
    expect(attributes.filter((name) => name.startsWith('on'))).toEqual([]);
  });

  it('says no NaN, undefined, null or object', () => {
    expect(page).not.toMatch(/NaN|undefined|\[object|Infinity/);
    expect(document.body.textContent).not.toMatch(/\bnull\b/);
  });

  it('closes what it opens', () => {
    const open: string[] = [];
    const empty = new Set(['meta', 'link', '!doctype']);
    const body = page.replace(/<style>.*?<\/style>/s, '');
    for (const [, close, name, self] of body.matchAll(/<(\/?)([\w!]+)[^>]*?(\/?)>/g)) {
      if (self || empty.has(name!)) continue;
      if (close) expect(open.pop()).toBe(name);
      else open.push(name!);
    }
    expect(open).toEqual([]);
  });

  it('uses only colors that both themes have', () => {
    const style = document.querySelector('style')!.textContent!;
    const [lightTheme, darkTheme] = [...style.matchAll(/:root \{(.*?)\}/g)].map(
      ([, rule]) => rule!,
    );
    for (const [, name] of page.matchAll(/var\((--[\w-]+)\)/g)) {
      expect(lightTheme).toContain(`${name}: #`);
      expect(darkTheme).toContain(`${name}: #`);
    }
  });

  it('names every picture and every table', () => {
    for (const svg of document.querySelectorAll('svg:not([aria-hidden])')) {
      expect(svg.getAttribute('role')).toBe('img');
      expect(svg.querySelector('title')!.textContent).not.toBe('');
    }
    for (const table of document.querySelectorAll('table')) {
      expect(textsOf(table, 'caption')).toHaveLength(1);
      expect(table.querySelectorAll('th:not([scope])')).toHaveLength(0);
    }
  });

  it('has its title, says what it is about, and asks for care', () => {
    expect(textsOf(document, 'title')[0]).toBe(data.title);
    expect(textsOf(document, 'h1')).toEqual([data.title]);
    expect(textsOf(document, '.care')[0]).toContain('apparent reactions');
    expect(document.documentElement.getAttribute('lang')).toBe('en');
  });
});

it('shows every score of the data', () => {
  const { runs, baselines } = fullReport;
  const all: SplitScores[] = [
    ...runs.flatMap(({ results }) => [results!.test!, results!.validation]),
    ...Object.values(baselines!),
  ];
  const cells = textsOf(parsePage(renderReport(fullReport)), '.scores td');
  const expected = all.flatMap(({ arousal, valence }) =>
    [arousal, valence].flatMap(({ ccc, pcc, rmse, meanVideoCcc }) => [
      ccc,
      pcc,
      rmse,
      meanVideoCcc,
    ]),
  );
  expect(cells.sort()).toEqual(expected.map((value) => score(value)).sort());
});

it('shows epochs of a real run as its records count them', () => {
  const page = parsePage(renderReport(demoReport));
  const cells = [...page.querySelectorAll('table')].flatMap((table) => {
    const column = textsOf(table, 'thead th').indexOf('Best epoch');
    return column < 0 ? [] : textsOf(table, `td:nth-child(${column + 1})`);
  });
  expect(cells).toEqual(['3', '3']);
  expect(textsOf(page, 'svg title')).toContain('Training loss by epoch');
  for (const figure of page.querySelectorAll('figure')) {
    if (!textsOf(figure, 'title')[0]!.endsWith('by epoch')) continue;
    const ticks = textsOf(figure, '[aria-label="x-axis tick label"] text');
    expect(ticks).toEqual(['1', '2', '3']);
  }
});

it('has everything in the order of its readers', () => {
  const headings = (data: ReportData) =>
    textsOf(parsePage(renderReport(data)), 'section > h2, footer h2');
  const ten = hardReports['ten runs']!;
  const other = { ...ten.runs[1]!, info: infoNamed('other') };
  expect(headings({ ...ten, runs: [ten.runs[0]!, other] })).toEqual([
    'Arousal, test CCC',
    'Valence, test CCC',
    'Scores',
    'Training',
    'Test clips, frame by frame',
    'Agreement',
    'Config differences between the runs',
    'Runs and environment',
    'Read with care',
  ]);
  expect(headings({ title: '', runs: [] })).toEqual(['Runs and environment', 'Read with care']);
});

it('keeps eight clips of eight faces under 2 MB', () => {
  const traces = Array.from({ length: 8 }, (_, i) =>
    inventedTrace(
      Array.from({ length: 7500 }, (_, t) => Math.sin(t / 9 + i)),
      {
        clip: `clip ${i}`,
        fps: 25,
        thumbnails: faces(8, 96, 1000),
      },
    ),
  );
  expect(renderReport({ title: '', runs: [inventedRun({ traces })] }).length).toBeLessThan(2e6);
});

it('shows the agreement of the run it is about, in its color', () => {
  const run = inventedRun();
  const better = { ...run.results!, validation: inventedScores(0.9) };
  const runs = [run, inventedRun({ name: 'better', results: better })];
  const dots = [...parsePage(renderReport({ title: '', runs })).querySelectorAll('figure')]
    .filter((figure) => textsOf(figure, 'title')[0]!.endsWith('predicted over annotated'))
    .map((figure) => figure.querySelector('[aria-label="dot"]')!.getAttribute('fill'));
  expect(dots).toEqual(['var(--series-1)', 'var(--series-1)']);
});

import { describe, expect, it } from 'vitest';
import { inventedRun, inventedScores } from '../test/invented-report.ts';
import { numbersOf, type Part, parsePage, textsOf } from '../test/read-chart.ts';
import { renderSweep, type SweepData } from './render-sweep.ts';

const trial = (name: string, config: Record<string, unknown>, validation: number, test: number) => {
  const run = inventedRun({ name, traces: [] });
  const results = {
    ...run.results!,
    validation: inventedScores(validation),
    test: inventedScores(test),
  };
  return { ...run, info: { ...run.info, config }, results };
};

/** The trial that validation puts first is the worst one on the test split. */
const data: SweepData = {
  title: 'runs/<sweep>',
  search: 'grid',
  fields: ['rate', 'loss'],
  finished: [
    trial('best', { rate: 0.1, loss: 'ccc', clip: 1 }, 0.6, 0.2001),
    trial('next', { rate: 0.001, loss: 'mse', clip: 1 }, 0.5, 0.7331),
    trial('last', { rate: 0.01, loss: { ccc: 1 }, clip: 1 }, 0.4, 0.8441),
  ],
  failed: [{ name: 'bad', config: { rate: 9, loss: 'ccc' }, reason: 'the loss is <NaN>.' }],
  command: "ssvaerr train --loss '{}'",
};
const page = parsePage(renderSweep(data));
const figures = [...page.querySelectorAll('figure')];

describe('renderSweep', () => {
  it('lists all trials with the fields that vary, in the given order', () => {
    const table = [...page.querySelectorAll('table')].at(-1)!;
    expect(textsOf(table, 'thead th').slice(0, 4)).toEqual(['Trial', 'rate', 'loss', 'Score']);
    expect(textsOf(table, 'tbody th')).toEqual(['best', 'next', 'last']);
    expect(textsOf(table, 'tbody tr:nth-child(3) td').slice(0, 5)).toEqual([
      '0.01',
      '{"ccc":1}',
      '0.422',
      '0.400',
      '0.444',
    ]);
  });

  it('shows test scores of the best trial alone, says who chose, and how to repeat it', () => {
    const text = page.body.textContent!;
    for (const { name, results } of data.finished) {
      expect(text.includes(results.test!.arousal.ccc.toFixed(3))).toBe(name === 'best');
    }
    expect(text).toContain('Validation chose this trial among 3 trials');
    expect(text).toContain("ssvaerr train --loss '{}'");
    const untested = data.finished.map(({ results: { test: _, ...results }, ...run }) => ({ ...run, results })); // biome-ignore format: one line
    expect(renderSweep({ ...data, finished: untested })).toContain('no test split');
  });

  it('draws the score by each field, large for the best trial', () => {
    const [rate, loss] = figures as [Part, Part];
    expect(textsOf(rate, 'svg > title')).toEqual(['Validation score by rate']);
    const at = (figure: Part, axis: string) => numbersOf(figure, 'circle', axis);
    // Drawn in the order next, last, best: equal ratios of the rates are equal distances.
    const [next, last, best] = at(rate, 'cx');
    expect(last! - next!).toBeCloseTo(best! - last!);
    expect(last!).toBeGreaterThan(next!);
    const [y1, y2, y0] = at(rate, 'cy');
    expect(y0! - y1!).toBeCloseTo(y1! - y2!);
    expect(y0!).toBeLessThan(y1!); // up
    expect(numbersOf(rate, 'g[r], circle[r]', 'r')).toEqual([4, 4, 6]);
    expect(textsOf(loss, '[aria-label="x-axis tick label"] text')).toEqual([
      'ccc',
      'mse',
      '{"ccc":1}',
    ]);
    expect(textsOf(loss, 'circle title')[0]).toBe('next: loss mse');
  });

  it('draws the curves of the five best only, one line per trial', () => {
    const many = Array.from({ length: 7 }, (_, i) => trial(`t${i}`, { rate: i }, 0.9 - i / 10, 0));
    const text = renderSweep({ ...data, fields: ['rate'], finished: many });
    expect(textsOf(parsePage(text), '.legend li')).toEqual(['t0', 't1', 't2', 't3', 't4']);
  });

  it('names failed trials and escapes what they say, also if no trial is finished', () => {
    for (const finished of [data.finished, []]) {
      const text = renderSweep({ ...data, finished, command: null });
      expect(text).not.toMatch(/<NaN>|<sweep>|<pre>ssvaerr/);
      expect(textsOf(parsePage(text), '.failed li')[0]).toBe(
        'bad (rate 9, loss ccc): the loss is <NaN>.',
      );
      expect(text.includes('No trial is finished')).toBe(finished.length === 0);
    }
  });
});

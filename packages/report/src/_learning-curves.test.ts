import { describe, expect, it } from 'vitest';
import { inventedEpochs, inventedRun } from '../test/invented-report.ts';
import { drawnLines, numbersOf, type Part, parse, textsOf } from '../test/read-chart.ts';
import { learningCurves } from './_learning-curves.ts';
import type { ReportRun } from './report-data.ts';

function figures(runs: readonly ReportRun[]): Part[] {
  return [...parse(learningCurves(runs)).querySelectorAll('figure')];
}
const unfinished = (cccs: readonly number[], name = 'demo'): ReportRun => {
  const { results, ...run } = inventedRun({ name, epochs: inventedEpochs(cccs) });
  return run;
};

describe('a learning curve', () => {
  it('goes right with the epochs; a falling loss goes down, a rising CCC up', () => {
    const [loss, arousal, valence] = figures([inventedRun()]);
    expect(textsOf(loss!, 'title')).toEqual(['Training loss by epoch']);
    expect(textsOf(arousal!, 'title')).toEqual(['Arousal, validation CCC by epoch']);
    expect(textsOf(valence!, 'title')).toEqual(['Valence, validation CCC by epoch']);
    for (const [figure, direction] of [
      [loss!, 1],
      [arousal!, -1],
      [valence!, -1],
    ] as const) {
      const [a, b, c] = drawnLines(figure)[0]!.pieces[0]!;
      expect(b![0] - a![0]).toBeCloseTo(c![0] - b![0]);
      expect(b![0]).toBeGreaterThan(a![0]);
      expect(direction * (b![1] - a![1])).toBeGreaterThan(0);
      expect(b![1] - a![1]).toBeCloseTo(c![1] - b![1]);
    }
  });

  it('tells arousal from valence', () => {
    const epochs = inventedEpochs([0.1, 0.3]).map((epoch, index) => ({
      ...epoch,
      validation: {
        ...epoch.validation,
        valence: { ...epoch.validation.valence, ccc: 0.5 - index / 4 },
      },
    }));
    const [, arousal, valence] = figures([inventedRun({ epochs })]);
    const slope = (figure: Part) => {
      const [a, b] = drawnLines(figure)[0]!.pieces[0]!;
      return Math.sign(b![1] - a![1]);
    };
    expect([slope(arousal!), slope(valence!)]).toEqual([-1, 1]);
  });

  it('marks the best epoch', () => {
    const [, arousal] = figures([unfinished([0.1, 0.5, 0.2])]);
    const [, second] = drawnLines(arousal!)[0]!.pieces[0]!;
    expect(numbersOf(arousal!, 'circle[r="5"]', 'cx')).toEqual([second![0]]);
    expect(numbersOf(arousal!, 'circle[r="5"]', 'cy')[0]).toBeCloseTo(second![1], 2);
  });

  it('breaks at NaN', () => {
    const epochs = inventedEpochs([0.1, 0.2, 0.3, 0.4]);
    const loss = [1, Number.NaN, 0.5, 0.25];
    const [first] = figures([
      inventedRun({ epochs: epochs.map((e, i) => ({ ...e, loss: loss[i]! })) }),
    ]);
    expect(drawnLines(first!)[0]!.pieces.map(({ length }) => length)).toEqual([1, 2]);
  });

  it('shows a single epoch as a dot, at that epoch alone', () => {
    const [, arousal] = figures([unfinished([0.5])]);
    expect(numbersOf(arousal!, 'circle', 'r')).toEqual([2, 5]);
    expect(textsOf(arousal!, '[aria-label="x-axis tick label"] text')).toEqual(['1']);
  });

  it('has short numbers on its axis, also where there is one value', () => {
    const [first] = figures([unfinished([-2 / 3])]);
    expect(textsOf(first!, '[aria-label="y-axis tick label"] text')).toEqual(['1.67']);
  });

  it('has whole epochs on its axis', () => {
    for (const epochs of [2, 3, 7, 12, 40]) {
      const [, arousal] = figures([unfinished(Array.from({ length: epochs }, (_, i) => i / 50))]);
      const ticks = textsOf(arousal!, '[aria-label="x-axis tick label"] text');
      expect(new Set(ticks).size).toBe(ticks.length);
      expect(ticks.every((tick) => /^\d+$/.test(tick))).toBe(true);
    }
  });
});

it('overlays ten runs that look different, with a legend', () => {
  const runs = Array.from({ length: 10 }, (_, i) => unfinished([0.1, 0.1 + i / 20], `run ${i}`));
  const page = parse(learningCurves(runs));
  expect(textsOf(page, '.legend li')).toEqual(runs.map(({ name }) => name));
  const looks = [...page.querySelectorAll('.legend line')].map(
    (line) => `${line.getAttribute('stroke')} ${line.getAttribute('stroke-dasharray')}`,
  );
  expect(new Set(looks).size).toBe(10);
  const drawn = [...page.querySelector('figure')!.querySelectorAll('[aria-label="line"]')].map(
    (line) => `${line.getAttribute('stroke')} ${line.getAttribute('stroke-dasharray') ?? 'none'}`,
  );
  expect(drawn).toEqual(looks);
});

it('has no legend of one run, and is nothing without an epoch', () => {
  expect(parse(learningCurves([inventedRun()])).querySelector('.legend')).toBeNull();
  expect(learningCurves([unfinished([])])).toBe(false);
  expect(learningCurves([])).toBe(false);
  expect(figures([unfinished([]), inventedRun()])).toHaveLength(3);
});

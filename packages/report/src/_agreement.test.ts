import { expect, it } from 'vitest';
import { inventedRun, inventedTrace } from '../test/invented-report.ts';
import { drawnLines, numbersOf, parse, textsOf } from '../test/read-chart.ts';
import { agreement } from './_agreement.ts';

const panels = (...traces: Parameters<typeof inventedTrace>[0][]) => {
  const run = inventedRun({ traces: traces.map((values) => inventedTrace(values)) });
  const found = [...parse(agreement(run, 1)).querySelectorAll('figure')];
  return found.map((figure) => ({
    figure,
    x: numbersOf(figure, 'circle', 'cx'),
    y: numbersOf(figure, 'circle', 'cy'),
    diagonal: drawnLines(figure)[0]!.pieces[0]!,
  }));
};

it('has predicted over annotated: half of it lies halfway to the diagonal', () => {
  const [arousal, valence] = panels([1, 0]);
  const { x, y, diagonal } = arousal!;
  const [low, high] = [diagonal[0]!, diagonal[1]!];
  expect(high[0]).toBeGreaterThan(low[0]);
  expect(high[1]).toBeLessThan(low[1]);
  expect(x[0]).toBeCloseTo(high[0]);
  expect(y[0]).toBeCloseTo(low[1] + 0.75 * (high[1] - low[1]));
  expect(y[1]).toBeCloseTo((low[1] + high[1]) / 2);
  expect(valence!.x[0]).toBeCloseTo(low[0]); // the negative of arousal
  expect(textsOf(valence!.figure, 'title')).toEqual(['Valence: predicted over annotated']);
});

it('leaves out frames without a label, and thins many', () => {
  expect(panels([0, Number.NaN, 1])[0]!.x).toHaveLength(2);
  const long = new Array(1200).fill(0);
  expect(panels(long, long)[1]!.x).toHaveLength(800);
  expect(panels(new Array(801).fill(0))[0]!.x).toHaveLength(401);
});

it('is nothing without labeled frames', () => {
  const run = inventedRun({ traces: [inventedTrace([Number.NaN])] });
  expect(agreement(run, 0)).toBe(false);
});

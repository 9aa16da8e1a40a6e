import fc from 'fast-check';
import { expect, it } from 'vitest';
import { drawnLines, numbersOf, parse, textsOf } from '../test/read-chart.ts';
import { epochChart } from './epoch-chart.ts';
import { lineStyle } from './line-style.ts';

interface Record {
  readonly epoch: number;
  readonly value: number;
}
const draw = (runs: readonly (readonly Record[])[]) =>
  parse(
    epochChart({
      title: 'Value',
      value: ({ value }: Record) => value,
      lines: runs.map((epochs, index) => ({ epochs, style: lineStyle(index) })),
    }),
  );

it('draws every run at the heights of its values, over the epochs of all', () => {
  const values = fc.array(fc.integer({ min: -64, max: 64 }), { minLength: 1, maxLength: 8 });
  fc.assert(
    fc.property(fc.array(values, { minLength: 1, maxLength: 4 }), (runs) => {
      const lines = drawnLines(
        draw(runs.map((run) => run.map((value, index) => ({ epoch: index + 1, value })))),
      );
      const points = lines.flatMap(({ pieces }, run) =>
        pieces[0]!.map(([x, y], index) => ({ x, y, epoch: index, value: runs[run]![index]! })),
      );
      expect(points).toHaveLength(runs.flat().length);
      for (const a of points) {
        for (const b of points) {
          expect(Math.sign(b.y - a.y) + 0).toBe(Math.sign(a.value - b.value) + 0);
          expect(Math.sign(b.x - a.x) + 0).toBe(Math.sign(b.epoch - a.epoch) + 0);
        }
      }
    }),
    { numRuns: 20 },
  );
});

it('marks the best epoch, and writes the meaning of a level on it', () => {
  const epochs = [1, 2, 3].map((epoch) => ({ epoch, value: epoch / 4 }));
  const page = parse(
    epochChart({
      title: 'Value',
      value: ({ value }) => value,
      lines: [{ epochs, style: lineStyle(0), best: epochs[1] }],
      levels: [{ at: 0.5, says: 'half' }, { at: 0 }],
    }),
  );
  const [, second] = drawnLines(page)[0]!.pieces[0]!;
  expect(numbersOf(page, 'circle[r="5"]', 'cx')).toEqual([second![0]]);
  expect(numbersOf(page, '[aria-label="rule"] line', 'y1')[0]).toBeCloseTo(second![1], 2);
  expect(textsOf(page, '[aria-label="text"] text')).toEqual(['half']);
  const text = page.querySelector('[aria-label="text"] text')!.getAttribute('transform')!;
  expect(Number(/,(.*)\)/.exec(text)![1])).toBeCloseTo(second![1], 2);
});

it('refuses lines without an epoch', () => {
  const error = new RangeError("epochChart: 'lines' must hold an epoch, got none.");
  expect(() => draw([])).toThrow(error);
  expect(() => draw([[]])).toThrow(error);
});

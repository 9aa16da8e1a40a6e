import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from '../test/read-chart.ts';
import { heatTable } from './heat-table.ts';

const { NaN: nan } = Number;
const cells = (values: readonly number[]) =>
  [...parse(heatTable('t', ['a'], [{ name: 'r', values }])).querySelectorAll('td')].map((td) => ({
    text: td.textContent,
    color: /var\(--series-(\d)\) (\d+)%/
      .exec(td.getAttribute('style') ?? '')
      ?.slice(1)
      .map(Number),
  }));

describe('heatTable', () => {
  it('colors by sign and size', () => {
    expect(cells([1, 0.5, 0, -0.5, -1, nan, 7])).toEqual([
      { text: '1.00', color: [0, 45] },
      { text: '0.50', color: [0, 23] },
      { text: '0.00', color: [0, 0] },
      { text: '−0.50', color: [1, 23] },
      { text: '−1.00', color: [1, 45] },
      { text: '–', color: undefined },
      { text: '7.00', color: [0, 45] },
    ]);
  });

  it('never colors a smaller value more strongly', () => {
    const size = fc.double({ min: 0, max: 2, noNaN: true });
    fc.assert(
      fc.property(size, size, (a, b) => {
        const [less, more] = cells([Math.min(a, b), -Math.max(a, b) || 0]);
        expect(more!.color![1]).toBeGreaterThanOrEqual(less!.color![1]!);
        expect(more!.color![1]).toBeLessThanOrEqual(45);
      }),
    );
  });

  it('has names of rows and columns, escaped', () => {
    const page = parse(heatTable('CCC', ['Rater', 'a<b'], [{ name: 'x&y', values: [1] }]));
    expect([...page.querySelectorAll('th')].map(({ textContent }) => textContent)).toEqual([
      'Rater',
      'a<b',
      'x&y',
    ]);
    expect(page.querySelector('caption')!.textContent).toBe('CCC');
  });
});

import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Timeline } from './_timeline.ts';

const timeline = (values: readonly number[], most: number) => {
  const line = new Timeline(most);
  for (const value of values) line.add(value);
  return line;
};

it('is what was added, while there is room', () => {
  const line = timeline([0.25, 0, 1], 4);
  expect(line.means()).toEqual([0.25, 0, 1]);
  expect(line.count).toBe(3);
  expect(new Timeline().means()).toEqual([]);
});

it('is the means of equal parts, the last of which may be shorter', () => {
  expect(timeline([0, 1, 1, 1], 4).means()).toEqual([0.5, 1]);
  expect(timeline([0, 1, 1, 1, 0, 0, 1], 4).means()).toEqual([0.5, 1, 0, 1]);
  expect(timeline([0, 1, 1, 1, 0, 0, 1, 1, 1], 4).means()).toEqual([0.75, 0.5, 1]);
});

it('stays short and keeps the mean of all', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 1 }), { minLength: 1, maxLength: 300 }),
      (values) => {
        const means = timeline(values, 8).means();
        expect(means.length).toBeLessThanOrEqual(8);
        expect(means.length).toBeGreaterThanOrEqual(Math.min(4, values.length));
        const width = 2 ** Math.max(0, Math.floor(Math.log2(values.length / 8)) + 1);
        const parts = means.map((mean, i) => mean * Math.min(width, values.length - i * width));
        const sum = values.reduce((a, b) => a + b, 0);
        expect(parts.reduce((a, b) => a + b, 0) / values.length).toBeCloseTo(
          sum / values.length,
          1,
        );
      },
    ),
  );
});

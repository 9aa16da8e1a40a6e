import { expect, it } from 'vitest';
import { count, counted, score } from './numbers.ts';

it.each([
  [0.71251, '0.713'],
  [-0.0521, '−0.052'],
  [-0.0001, '0.000'],
  [0, '0.000'],
  [Number.NaN, '–'],
  [Number.POSITIVE_INFINITY, '–'],
  [null as unknown as number, '–'], // NaN, read back from JSON
])('writes the score %s as %s', (value, text) => {
  expect(score(value)).toBe(text);
});

it('writes counts, with thousands and plurals', () => {
  expect([count(1234567.4), count(0), count(Number.NaN)]).toEqual(['1,234,567', '0', '–']);
  expect([counted(1, 'epoch'), counted(12, 'epoch'), counted(0, 'epoch')]).toEqual([
    '1 epoch',
    '12 epochs',
    '0 epochs',
  ]);
});

import { expect, it } from 'vitest';
import { duration } from './duration.ts';

it.each([
  [0, '0.0 s'],
  [9.94, '9.9 s'],
  [9.96, '10 s'],
  [59.6, '1 min 0 s'],
  [185, '3 min 5 s'],
  [3599.6, '1 h 0 min'],
  [7620, '2 h 7 min'],
  [Infinity, 'unknown time'],
])('%d s is %s', (seconds, text) => {
  expect(duration(seconds)).toBe(text);
});

import { expect, it } from 'vitest';
import { parseShares, splitOf, subjectOf } from './split-of.ts';

it('reads shares', () => {
  expect(parseShares('validation')).toEqual([0, 100, 0]);
  expect(parseShares('70/20/10')).toEqual([70, 20, 10]);
  for (const text of ['', 'all', '80/20', '80/10/20', '110/-10/0', '80//20', 'a/b/c']) {
    expect(() => parseShares(text)).toThrow(
      `parseShares: 'text' must be train, validation, test or percentages such as 80/10/10, got '${text}'.`,
    );
  }
  expect(() => parseShares('all', 'preprocess: --split')).toThrow(/^preprocess: --split must be /);
});

it('is a person a file, or a folder', () => {
  expect(subjectOf('p1/a.b.mp4', 'file', '/in')).toBe('p1/a.b');
  expect(subjectOf('p1/s2/a.mp4', 'folder', '/in')).toBe('p1/s2');
  expect(subjectOf('a.mp4', 'folder', '/x/in')).toBe('in');
});

it('draws a split for each subject on its own', () => {
  const names = Array.from({ length: 1000 }, (_, i) => `p${i}`);
  const drawn = names.map((name) => splitOf(name, [70, 20, 10], 1));
  const count = (split: string) => drawn.filter((name) => name === split).length;
  expect(Math.abs(count('train') - 700)).toBeLessThan(60);
  expect(Math.abs(count('validation') - 200)).toBeLessThan(60);
  expect(Math.abs(count('test') - 100)).toBeLessThan(40);
  expect(names.map((name) => splitOf(name, [70, 20, 10], 2))).not.toEqual(drawn);
  expect(new Set(names.map((name) => splitOf(name, [0, 0, 100], 1)))).toEqual(new Set(['test']));
  expect(new Set(names.map((name) => splitOf(name, [100, 0, 0], 1)))).toEqual(new Set(['train']));
});

import { expect, it } from 'vitest';
import { Cache } from './cache.ts';

it('keeps the values used last, and disposes the others once', () => {
  const disposed: string[] = [];
  const made: string[] = [];
  const cache = new Cache<{ dispose(): void }>(2);
  const use = (key: string) =>
    cache.get(key, () => {
      made.push(key);
      return { dispose: () => void disposed.push(key) };
    });
  const a = use('a');
  use('b');
  expect(use('a')).toBe(a);
  use('c'); // b has been unused for longest
  expect(made).toEqual(['a', 'b', 'c']);
  expect(disposed).toEqual(['b']);
  expect(use('a')).toBe(a);
  use('b');
  expect(disposed).toEqual(['b', 'c']);
  expect(cache.size).toBe(2);
  cache.clear();
  expect(disposed).toEqual(['b', 'c', 'a', 'b']);
  expect(cache.size).toBe(0);
});

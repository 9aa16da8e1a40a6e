import { describe, expect, it } from 'vitest';
import { Cache } from './cache.ts';

function makeCache(count: number, bytes: number) {
  const disposed: string[] = [];
  const made: string[] = [];
  const cache = new Cache<{ bytes: number; dispose(): void }>({ count, bytes });
  const use = (key: string, bytes = 1) =>
    cache.get(key, () => {
      made.push(key);
      return { bytes, dispose: () => void disposed.push(key) };
    });
  return { cache, use, disposed, made };
}

describe('Cache', () => {
  it('keeps the values used last, and disposes the others once', () => {
    const { cache, use, disposed, made } = makeCache(2, 1e9);
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

  it('counts bytes, but keeps the newest four', () => {
    const { cache, use, disposed } = makeCache(100, 100);
    for (const key of ['a', 'b', 'c', 'd']) use(key, 60);
    expect(disposed).toEqual([]);
    use('e', 60);
    expect(disposed).toEqual(['a']);
    for (let i = 0; i < 20; i++) use(`small ${i}`, 1);
    // All of the large ones but one had to go.
    expect(disposed).toEqual(['a', 'b', 'c', 'd']);
    expect(cache.size).toBe(21);
    use('large', 60);
    expect(disposed).toEqual(['a', 'b', 'c', 'd', 'e']);
    cache.clear();
    use('again', 90);
    for (let i = 0; i < 8; i++) use(`small ${i}`, 1);
    expect(disposed).toHaveLength(5 + 21);
  });
});

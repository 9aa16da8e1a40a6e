import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { synthesiseClip } from './clip.ts';
import { describeDataSet, synthesiseDataSet } from './data-set.ts';

const counts = fc.integer({ min: 5, max: 200 });

describe('describeDataSet', () => {
  it('splits by subject: no one is in two splits, and every split has someone', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), counts, (seed, clips) => {
        const set = describeDataSet({ seed, clips });
        expect(set).toHaveLength(clips);
        const home = new Map<number, string>();
        for (const { subject, split } of set) {
          expect(home.get(subject) ?? split).toBe(split);
          home.set(subject, split);
        }
        expect(new Set(home.values())).toEqual(new Set(['train', 'validation', 'test']));
        expect(new Set(set.map(({ id }) => id)).size).toBe(clips);
      }),
    );
  });

  it('gives 60, 20 and 20 percent of whole blocks, two clips a subject', () => {
    const set = describeDataSet({ seed: 4, clips: 200 });
    const share = (split: string) => set.filter((clip) => clip.split === split).length / 200;
    expect([share('train'), share('validation'), share('test')]).toEqual([0.6, 0.2, 0.2]);
    expect(new Set(set.map(({ subject }) => subject)).size).toBe(100);
    expect(set.slice(0, 10).map(({ clip }) => clip)).toEqual([0, 0, 0, 0, 0, 1, 1, 1, 1, 1]);
    // Each block of five subjects draws its own order.
    const orders = Array.from({ length: 20 }, (_, block) =>
      set
        .slice(10 * block, 10 * block + 5)
        .map(({ split }) => split)
        .join(' '),
    );
    expect(new Set(orders).size).toBeGreaterThan(8);
  });

  it('grows without changing: a larger set starts with the smaller one', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), counts, fc.nat(50), (seed, clips, more) => {
        const large = describeDataSet({ seed, clips: clips + more });
        expect(large.slice(0, clips)).toEqual(describeDataSet({ seed, clips }));
      }),
    );
  });

  it('draws the splits by seed', () => {
    const splits = (seed: number) =>
      describeDataSet({ seed, clips: 100 }).map(({ split }) => split);
    expect(splits(1)).toEqual(splits(1));
    expect(splits(1)).not.toEqual(splits(2));
    const firsts = Array.from({ length: 300 }, (_, seed) => splits(seed)[0]);
    expect(Math.abs(firsts.filter((s) => s === 'test').length / 300 - 0.2)).toBeLessThan(0.1);
  });

  it('names a clip and gives its options', () => {
    const set = describeDataSet({ seed: 4, clips: 30, frames: 7, fps: 10, size: 48 });
    expect(set[27]).toEqual({
      id: 's0012-c1',
      split: expect.stringMatching(/train|validation|test/),
      seed: 4,
      subject: 12,
      clip: 1,
      frames: 7,
      fps: 10,
      size: 48,
    });
    expect(describeDataSet({ seed: 4, clips: 5 })[0]).toMatchObject({
      frames: 100,
      fps: 25,
      size: 96,
    });
  });

  it('refuses bad options by name', () => {
    const bad = (options: object) => () => describeDataSet({ seed: 1, clips: 10, ...options });
    expect(bad({ seed: 0.5 })).toThrow("describeDataSet: 'seed' must be a safe integer, got 0.5.");
    expect(bad({ clips: 4 })).toThrow("describeDataSet: 'clips' must be an integer >= 5, got 4.");
    expect(bad({ frames: 0 })).toThrow(
      "describeDataSet: 'frames' must be an integer in [1, 100000], got 0.",
    );
    expect(bad({ fps: 500 })).toThrow("describeDataSet: 'fps' must be in [1, 120], got 500.");
    expect(bad({ size: 1 })).toThrow(
      "describeDataSet: 'size' must be an integer in [16, 1024], got 1.",
    );
  });
});

describe('synthesiseDataSet', () => {
  it('renders the described clips one by one', () => {
    const options = { seed: 4, clips: 5, frames: 2, size: 16 };
    const all = [...synthesiseDataSet(options)];
    expect(all.map(({ description }) => description)).toEqual(describeDataSet(options));
    for (const { description, clip } of all) expect(clip).toEqual(synthesiseClip(description));
  });

  it('is lazy: it yields the first of 20,000 clips immediately', () => {
    const first = synthesiseDataSet({ seed: 4, clips: 20_000, frames: 1, size: 16 }).next();
    expect(first.value?.description.id).toBe('s0000-c0');
  });
});

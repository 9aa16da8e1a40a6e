import { mergePixelSums, pixelStatistics } from '@ssvaerr/data';
import type { Store } from '@ssvaerr/data/node';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { foldedStore } from './folded-store.ts';

/** A store of clips of these subjects, as far as its index goes. */
const storeOf = (subjects: readonly string[]) =>
  ({
    root: 'store',
    info: { fps: 25, pixel: null, splits: 'ours' },
    clips: subjects.map((subject, i) => ({
      ...{ id: `c${i}`, subject, split: 'train' },
      pixels: { count: 4, sum: 10 * i, squares: 100 * i * i },
    })),
  }) as unknown as Store;
const subjects = fc
  .array(fc.nat(30), { minLength: 5, maxLength: 40 })
  .filter((numbers) => new Set(numbers).size >= 5)
  .map((numbers) => numbers.map((number) => `P${number}`));

describe('foldedStore', () => {
  it('tests each clip in exactly one fold, and keeps subjects in one split', () => {
    fc.assert(
      fc.property(subjects, fc.integer({ min: 3, max: 5 }), fc.nat(9), (subjects, folds, seed) => {
        const store = storeOf(subjects);
        const tested: string[] = [];
        for (let fold = 1; fold <= folds; fold++) {
          const { clips } = foldedStore(store, { seed, folds, fold });
          const splitOf = new Map(clips.map(({ subject, split }) => [subject, split]));
          for (const { subject, split } of clips) expect(splitOf.get(subject)).toBe(split);
          expect(new Set(splitOf.values()).size).toBe(3); // none is empty
          tested.push(...clips.filter(({ split }) => split === 'test').map(({ id }) => id));
        }
        expect(tested.sort()).toEqual(store.clips.map(({ id }) => id).sort());
      }),
    );
  });

  it('makes folds of about the same number of subjects', () => {
    fc.assert(
      fc.property(subjects, fc.nat(9), (subjects, seed) => {
        const counts = [1, 2, 3, 4].map((fold) => {
          const { clips } = foldedStore(storeOf(subjects), { seed, folds: 4, fold });
          return new Set(clips.flatMap(({ subject, split }) => (split === 'test' ? [subject] : [])))
            .size;
        });
        expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('computes the pixel statistics from its own training clips, and says what it did', () => {
    const store = storeOf(['a', 'b', 'c', 'd']);
    const { clips, info } = foldedStore(store, { seed: 1, folds: 4, fold: 2 });
    const training = clips.filter(({ split }) => split === 'train').map(({ pixels }) => pixels);
    expect(training).toHaveLength(2);
    expect(info.pixel).toEqual(pixelStatistics(mergePixelSums(training)));
    expect(info.splits).toBe('fold 2 of 4 by subject, seed 1');
  });

  it('leaves a store without folds as it is', () => {
    const store = storeOf(['a']);
    expect(foldedStore(store, { seed: 1, folds: null, fold: null })).toBe(store);
  });

  it('refuses too few subjects', () => {
    expect(() => foldedStore(storeOf(['a', 'a', 'b']), { seed: 1, folds: 3, fold: 1 })).toThrow(
      'store: has 2 subjects, too few for 3 folds.',
    );
  });
});

import { sixtyFourthsArray } from '@ssvaerr/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { medianFilter } from './median-filter.ts';

const f32 = (values: readonly number[]) => Float32Array.from(values);
const odd = fc.integer({ min: 0, max: 12 }).map((n) => 2 * n + 1);

describe('medianFilter', () => {
  it('takes the middle of three', () => {
    expect(medianFilter(f32([0, 9, 1, 2, -5, 3]), 3)).toEqual(f32([0, 1, 2, 1, 2, 3]));
    expect(medianFilter(f32([5, 1, 4, 2, 3]), 5)).toEqual(f32([5, 4, 3, 3, 3]).with(1, 4).with(3, 3)); // biome-ignore format: one line
  });

  it('law: leaves whatever rises or falls all along, and so constants, to their ends', () => {
    fc.assert(
      fc.property(sixtyFourthsArray(), odd, fc.boolean(), (values, window, falls) => {
        const sorted = f32(values).sort();
        const monotone = falls ? sorted.reverse() : sorted;
        expect(medianFilter(monotone, window)).toEqual(monotone);
      }),
    );
  });

  it('law: the middle of every window that fits is there, of values that are in it', () => {
    fc.assert(
      fc.property(sixtyFourthsArray(), odd, (values, window) => {
        const filtered = medianFilter(f32(values), window);
        expect(filtered).toHaveLength(values.length);
        const reach = (window - 1) / 2;
        for (let i = reach; i + reach < values.length; i++) {
          const inside = values.slice(i - reach, i + reach + 1);
          const below = inside.filter((x) => x < filtered[i]!).length;
          const above = inside.filter((x) => x > filtered[i]!).length;
          expect(Math.max(below, above)).toBeLessThanOrEqual(reach);
          expect(inside).toContain(filtered[i]);
        }
      }),
    );
  });

  it('removes a single outlier and keeps an edge', () => {
    expect(medianFilter(f32([0, 0, 1, 0, 0]), 3)).toEqual(f32([0, 0, 0, 0, 0]));
    expect(medianFilter(f32([0, 0, 0, 1, 1, 1]), 5)).toEqual(f32([0, 0, 0, 1, 1, 1]));
  });

  it('takes plain arrays, and leaves them as they are', () => {
    const values = [10, 9, 1, 2];
    expect(medianFilter(values, 3)).toEqual(f32([10, 9, 2, 2]));
    expect(values).toEqual([10, 9, 1, 2]);
  });

  it.each([0, 2, 1.5, -1, Number.NaN])('refuses a window of %d', (window) => {
    expect(() => medianFilter(f32([1]), window)).toThrow(
      `medianFilter: 'window' must be an odd integer >= 1, got ${window}.`,
    );
  });
});

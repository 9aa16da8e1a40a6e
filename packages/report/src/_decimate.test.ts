import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decimate } from './_decimate.ts';

const values = fc
  .array(
    fc.oneof({ weight: 4, arbitrary: fc.integer({ min: -64, max: 64 }) }, fc.constant(Number.NaN)),
    {
      maxLength: 300,
    },
  )
  .map((list) => Float32Array.from(list, (value) => value / 64));
const limits = fc.integer({ min: 2, max: 40 });

describe('the samples', () => {
  it('are values at their places, in order, and no more than the limit', () => {
    fc.assert(
      fc.property(values, limits, (line, limit) => {
        const samples = decimate(line, limit);
        expect(samples.length).toBeLessThanOrEqual(limit);
        for (const { index, value } of samples) expect(value).toBe(line[index]);
        const order = samples.map(({ index }) => index);
        expect(order).toEqual([...new Set(order)].sort((a, b) => a - b));
      }),
    );
  });

  it('are all values where these are few', () => {
    expect(decimate(Float32Array.of(1, Number.NaN, 0), 3)).toEqual([
      { index: 0, value: 1 },
      { index: 1, value: Number.NaN },
      { index: 2, value: 0 },
    ]);
  });

  it('keep the highest and the lowest', () => {
    fc.assert(
      fc.property(values, limits, (line, limit) => {
        const known = (list: readonly number[]) => list.filter((value) => !Number.isNaN(value));
        const kept = known(decimate(line, limit).map(({ value }) => value));
        expect(Math.max(...kept)).toBe(Math.max(...known([...line])));
        expect(Math.min(...kept)).toBe(Math.min(...known([...line])));
      }),
    );
  });

  it('keep a gap, and what stands alone in one', () => {
    const line = new Float32Array(100).fill(Number.NaN);
    line.fill(0.5, 0, 30);
    line[75] = -1;
    const samples = decimate(line, 20);
    expect(samples.filter(({ value }) => value === -1)).toEqual([{ index: 75, value: -1 }]);
    const before75 = samples.filter(({ index }) => index >= 30 && index < 70);
    expect(before75.length).toBeGreaterThan(0);
    expect(before75.every(({ value }) => Number.isNaN(value))).toBe(true);
  });
});

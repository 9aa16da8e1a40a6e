import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { drawValues, trialCount } from './draw-values.ts';
import { type SweepFile, sweepSchema } from './sweep-file.ts';

const read = (file: object): SweepFile => sweepSchema.parse(file);
const grid = (fields: object) => read({ search: 'grid', fields });
const random = (fields: object, trials: number, seed?: number) =>
  read({ search: 'random', trials, ...(seed !== undefined && { seed }), fields });

const names = fc.constantFrom('a', 'b', 'c', 'd');
const lists = fc.dictionary(names, fc.uniqueArray(fc.nat(9), { minLength: 1, maxLength: 4 }), {
  minKeys: 1,
});

describe('a grid', () => {
  it('is the Cartesian product: every combination once, the last field changing fastest', () => {
    fc.assert(
      fc.property(lists, (fields) => {
        const rows = drawValues(grid(fields));
        const sizes = Object.values(fields).map(({ length }) => length);
        expect(rows).toHaveLength(sizes.reduce((a, b) => a * b));
        expect(rows).toHaveLength(trialCount(grid(fields)));
        expect(new Set(rows.map((row) => JSON.stringify(row))).size).toBe(rows.length);
        for (const row of rows) {
          expect(Object.keys(row)).toEqual(Object.keys(fields));
          for (const [field, value] of Object.entries(row)) expect(fields[field]).toContain(value);
        }
      }),
    );
    expect(drawValues(grid({ a: [1, 2], b: ['x', 'y'] })).map(({ a, b }) => `${a}${b}`)).toEqual([
      '1x',
      '1y',
      '2x',
      '2y',
    ]);
  });
});

const ranges = fc
  .record({
    from: fc.integer({ min: 1, max: 50 }),
    width: fc.integer({ min: 1, max: 50 }),
    scale: fc.constantFrom('linear', 'log'),
    integer: fc.boolean(),
  })
  .map(({ width, ...range }) => ({ ...range, to: range.from + width }));

describe('random draws', () => {
  it('lie in their ranges, both ends included, or in their lists', () => {
    fc.assert(
      fc.property(ranges, fc.integer(), (range, seed) => {
        for (const { a, b } of drawValues(random({ a: range, b: ['x', 'y'] }, 20, seed))) {
          expect(a).toBeGreaterThanOrEqual(range.from);
          expect(a).toBeLessThanOrEqual(range.to);
          if (range.integer) expect(Number.isInteger(a)).toBe(true);
          expect(['x', 'y']).toContain(b);
        }
      }),
    );
    for (const scale of ['linear', 'log']) {
      const die = drawValues(random({ a: { from: 1, to: 6, scale, integer: true } }, 300));
      expect(new Set(die.map(({ a }) => a)).size).toBe(6);
    }
  });

  it('are the same with the same seed, however many they are and whatever else is drawn', () => {
    fc.assert(
      fc.property(ranges, fc.integer(), fc.nat(8), (range, seed, more) => {
        const few = drawValues(random({ a: range }, 4, seed));
        const many = drawValues(random({ b: [1, 2], a: range }, 5 + more, seed));
        expect(many.slice(0, 4).map(({ a }) => ({ a }))).toEqual(few);
      }),
    );
    const range = { from: 0, to: 1 };
    const of = (seed?: number) => JSON.stringify(drawValues(random({ a: range }, 9, seed)));
    expect(of(1)).not.toBe(of(2));
    for (const { a, b } of drawValues(random({ a: range, b: range }, 9))) expect(a).not.toBe(b);
    expect(of()).toBe(of(1));
  });

  it.each([
    ['linear', false, (value: number) => (value - 1) / 999],
    ['log', false, (value: number) => Math.log(value) / Math.log(1000)],
    // Whole numbers: the middle of [k, k + 1).
    ['log', true, (value: number) => Math.log(value + 0.5) / Math.log(1001)],
    ['linear', true, (value: number) => (value - 0.5) / 1000],
  ] as const)('are uniform on the scale %s, integer %s', (scale, integer, share) => {
    const rows = drawValues(random({ a: { from: 1, to: 1000, scale, integer } }, 4000, 5));
    const shares = rows.map(({ a }) => share(a as number));
    // Binomial(4000, 1/4): four standard deviations are 110. The first whole numbers are wide on a log scale.
    const tolerance = integer && scale === 'log' ? 250 : 110;
    for (let quarter = 0; quarter < 4; quarter++) {
      const count = shares.filter((x) => Math.min(3, Math.floor(4 * x)) === quarter).length;
      expect(Math.abs(count - 1000)).toBeLessThan(tolerance);
    }
  });

  it('can be typed again: six digits', () => {
    for (const { a } of drawValues(random({ a: { from: 1e-6, to: 1, scale: 'log' } }, 100))) {
      expect(Number((a as number).toPrecision(6))).toBe(a);
    }
  });
});

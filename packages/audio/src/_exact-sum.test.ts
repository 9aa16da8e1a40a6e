import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ExactSum } from './_exact-sum.ts';

const sumOf = (values: readonly number[]) => {
  const sum = new ExactSum();
  for (const value of values) sum.add(value);
  return sum;
};

/** Exact: all numbers are multiples of 2^-500; Number() rounds once, to the nearest, ties to even. */
function reference(values: readonly number[]): number {
  const total = values.reduce((sum, x) => sum + BigInt(x * 2 ** 500), 0n);
  return Number(total) * 2 ** -500;
}

/** Mantissas of 53 bits, exponents far enough apart to lose everything in plain addition. */
const numbers = fc.array(
  fc
    .tuple(fc.maxSafeInteger(), fc.integer({ min: -200, max: 200 }))
    .map(([mantissa, exponent]) => mantissa * 2 ** exponent),
  { maxLength: 30 },
);

describe('ExactSum', () => {
  it('of examples', () => {
    expect(sumOf([]).value()).toBe(0);
    expect(sumOf([1e100, 1, -1e100]).value()).toBe(1);
    expect(sumOf([0.1, 0.2, 0.3, -0.3, -0.2, -0.1]).value()).toBe(0);
  });

  it('rounds a tie by the remaining parts', () => {
    expect(sumOf([1, 2 ** -53]).value()).toBe(1);
    expect(sumOf([1, 2 ** -53, 2 ** -200]).value()).toBe(1 + 2 ** -52);
    expect(sumOf([1 + 2 ** -52, 2 ** -53, -(2 ** -200)]).value()).toBe(1 + 2 ** -52);
    expect(sumOf([1, 2 ** -53, -(2 ** -200)]).value()).toBe(1);
  });

  it('is the exact sum, rounded once, in any order and any two parts', () => {
    fc.assert(
      fc.property(numbers, numbers, (a, b) => {
        const expected = reference([...a, ...b]);
        expect(sumOf([...a, ...b]).value()).toBe(expected);
        expect(sumOf([...b, ...a].reverse()).value()).toBe(expected);
        const [first, second] = [sumOf(a), sumOf(b)];
        first.merge(second);
        expect(first.value()).toBe(expected);
        expect(second.value()).toBe(reference(b));
        first.merge(first);
        expect(first.value()).toBe(2 * expected);
      }),
    );
  });
});

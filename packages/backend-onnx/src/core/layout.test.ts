import fc from 'fast-check';
import { expect, it } from 'vitest';
import { between, isPlain, isReshape, permute, plain } from './layout.ts';

const shape = [2, 1, 3, 5];
const permutation = fc.shuffledSubarray([0, 1, 2, 3], { minLength: 4 });

it('hand-written: rows of images', () => {
  const hwnc = [1, 2, 0, 3];
  expect(permute([8, 24, 25, 64], hwnc)).toEqual([24, 25, 8, 64]);
  expect(between(plain(4), hwnc)).toEqual(hwnc);
  expect(between(hwnc, plain(4))).toEqual([2, 0, 1, 3]);
  expect([isPlain(hwnc), isPlain(plain(4))]).toEqual([false, true]);
});

it('a permutation from one layout to another, as Transpose applies it, ends in the other', () => {
  fc.assert(
    fc.property(permutation, permutation, (from, to) => {
      const steps = between(from, to);
      expect(permute(permute(shape, from), steps)).toEqual(permute(shape, to));
      expect(steps.map((axis) => from[axis])).toEqual(to);
    }),
  );
});

it('a permutation of axes of size 1 moves nothing', () => {
  expect(isReshape([1, 4, 5, 1], [1, 3, 2, 0])).toBe(true);
  expect(isReshape([1, 4, 5, 1], [2, 1, 0, 3])).toBe(false);
  expect(isReshape([4, 5], [1, 0])).toBe(false);
});

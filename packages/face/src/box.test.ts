import { expect, it } from 'vitest';
import { intersectionOverUnion, squareAround } from './box.ts';

const box = (x: number, y: number, width: number, height: number) => ({ x, y, width, height });

it('intersectionOverUnion: examples', () => {
  expect(intersectionOverUnion(box(0, 0, 4, 2), box(0, 0, 4, 2))).toBe(1);
  expect(intersectionOverUnion(box(0, 0, 4, 2), box(2, 0, 4, 2))).toBeCloseTo(4 / 12, 9);
  expect(intersectionOverUnion(box(2, 1, 4, 4), box(0, 0, 3, 3))).toBeCloseTo(2 / 23, 9);
  expect(intersectionOverUnion(box(0, 0, 2, 2), box(2, 0, 2, 2))).toBe(0);
  expect(intersectionOverUnion(box(0, 0, 2, 2), box(5, 5, 2, 2))).toBe(0);
});

it('squareAround: an example', () => {
  expect(squareAround(box(10, 20, 4, 8))).toEqual(box(8, 20, 8, 8));
  expect(squareAround(box(10, 20, 4, 8), 2)).toEqual(box(4, 16, 16, 16));
});

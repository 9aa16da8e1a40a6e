import { sixtyFourths } from '@ssvaerr/testing';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { interpolateGap } from './index.ts';

it('spaces frames evenly: an example', () => {
  expect(interpolateGap([0, 8], [4, 0], 3).map((points) => [...points])).toEqual([
    [1, 6],
    [2, 4],
    [3, 2],
  ]);
});

it('is exact for linear motion, and the same backwards', () => {
  fc.assert(
    fc.property(sixtyFourths(), sixtyFourths(), fc.nat(12), (start, speed, count) => {
      const at = (frame: number) => [start + frame * speed, start - frame * speed];
      const filled = interpolateGap(at(0), at(count + 1), count);
      const back = interpolateGap(at(count + 1), at(0), count).reverse();
      expect(filled).toHaveLength(count);
      for (const [i, points] of filled.entries()) {
        expect(points[0]).toBeCloseTo(at(i + 1)[0]!, 5);
        expect(points[1]).toBeCloseTo(at(i + 1)[1]!, 5);
        expect(back[i]![0]).toBeCloseTo(points[0]!, 5);
      }
    }),
  );
});

it('refuses bad input', () => {
  expect(() => interpolateGap([1, 2], [1], 2)).toThrow(
    "interpolateGap: 'after' must hold 2 numbers like 'before', got 1.",
  );
  expect(() => interpolateGap([1], [1], -1)).toThrow(
    "interpolateGap: 'count' must be an integer >= 0, got -1.",
  );
});

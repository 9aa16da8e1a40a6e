import { sixtyFourths } from '@ssvaerr/testing';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { smoothLandmarks } from './index.ts';

const lists = (sequence: readonly Float32Array[]) => sequence.map((points) => [...points]);

it('averages five frames, fewer near the ends: an example', () => {
  const sequence = [[0], [10], [0], [10], [0], [10]];
  expect(lists(smoothLandmarks(sequence))).toEqual(
    [[0], [10 / 3], [4], [6], [20 / 3], [10]].map(([value]) => [Math.fround(value!)]),
  );
});

it('leaves uniform motion unchanged: nothing lags', () => {
  fc.assert(
    fc.property(
      sixtyFourths(),
      sixtyFourths(),
      fc.integer({ min: 0, max: 20 }),
      (start, speed, n) => {
        const sequence = Array.from({ length: n }, (_, i) => [start + i * speed, -i * speed]);
        for (const [i, points] of smoothLandmarks(sequence, 7).entries()) {
          expect(points[0]).toBeCloseTo(sequence[i]![0]!, 5);
          expect(points[1]).toBeCloseTo(sequence[i]![1]!, 5);
        }
      },
    ),
  );
});

it('stays within the range of its input, and changes nothing with a window of 1', () => {
  const sequence = fc.array(fc.tuple(sixtyFourths(), sixtyFourths()), {
    minLength: 1,
    maxLength: 20,
  });
  fc.assert(
    fc.property(sequence, (points) => {
      expect(lists(smoothLandmarks(points, 1))).toEqual(points);
      const xs = points.map(([x]) => x);
      for (const [x] of smoothLandmarks(points, 5)) {
        expect(x).toBeGreaterThanOrEqual(Math.min(...xs) - 1e-6);
        expect(x).toBeLessThanOrEqual(Math.max(...xs) + 1e-6);
      }
    }),
  );
});

it('accepts an empty sequence, and refuses bad input', () => {
  expect(smoothLandmarks([])).toEqual([]);
  expect(() => smoothLandmarks([[1]], 4)).toThrow("smoothLandmarks: 'window' must be odd, got 4.");
  expect(() => smoothLandmarks([[1]], 0)).toThrow(
    "smoothLandmarks: 'window' must be an integer >= 1, got 0.",
  );
  expect(() => smoothLandmarks([[1, 2], [1]])).toThrow(
    "smoothLandmarks: 'sequence' must hold 2 numbers per frame like the first, got 1.",
  );
});

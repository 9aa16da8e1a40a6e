import type { Landmarks } from '@ssvaerr/datasets';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { atRate, landmarksFrom } from './_landmarks.ts';

/** Landmarks that are all the number of their frame. */
const counted = (frames: number) => ({
  frames,
  points: Float32Array.from({ length: 136 * frames }, (_, i) => Math.floor(i / 136)),
});
const numbers = ({ frames, points }: Landmarks) =>
  Array.from({ length: frames }, (_, i) => points[136 * i]!);

it('takes landmarks from a frame on', () => {
  expect(numbers(landmarksFrom(counted(5), 2))).toEqual([2, 3, 4]);
  expect(numbers(landmarksFrom(counted(5), 9))).toEqual([]);
});

it('takes those of the nearest frame at another rate', () => {
  expect(numbers(atRate(counted(3), 10, 20))).toEqual([0, 1, 1, 2, 2, 2]);
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 60 }), (frames, to) => {
      const moved = numbers(atRate(counted(frames), 25, to));
      expect(moved).toHaveLength(Math.round((frames * to) / 25));
      moved.forEach((frame, i) => {
        const nearest = Math.min(frames - 1, (i * 25) / to);
        expect(Math.abs(frame - nearest)).toBeLessThanOrEqual(0.5);
      });
    }),
  );
});

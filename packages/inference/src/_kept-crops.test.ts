import fc from 'fast-check';
import { expect, it } from 'vitest';
import { KeptCrops } from './_kept-crops.ts';

const kept = (frames: Iterable<number>, most: number) => {
  const crops = new KeptCrops(most);
  for (const frame of frames) crops.offer(frame, Uint8Array.of(frame));
  return crops;
};
const all = (count: number) => Array.from({ length: count }, (_, i) => i);

it('spreads a few over all frames', () => {
  const frames = (count: number, of: number) =>
    kept(all(of), 16)
      .spread(count, of)
      .map(({ frame }) => frame);
  expect(frames(3, 9)).toEqual([1, 4, 7]);
  expect(frames(4, 100)).toEqual([16, 40, 64, 88]);
  expect(frames(8, 3)).toEqual([0, 1, 2]);
  const [first] = kept(all(9), 16).spread(1, 9);
  expect([...first!.crop]).toEqual([4]);
});

it('has none where no face was seen', () => {
  const crops = kept([...all(10), ...all(10).map((i) => i + 40)], 64);
  for (const { frame } of crops.spread(5, 50)) expect(frame < 10 || frame >= 40).toBe(true);
  expect(crops.spread(5, 50)).toHaveLength(2);
});

it('keeps few, in order, each once, and one in every part of a long video', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 900 }),
      fc.integer({ min: 1, max: 8 }),
      (frames, count) => {
        const chosen = kept(all(frames), 32)
          .spread(count, frames)
          .map(({ frame }) => frame);
        expect(chosen).toEqual([...new Set(chosen)].sort((a, b) => a - b));
        expect(chosen).toHaveLength(Math.min(count, frames));
      },
    ),
  );
});

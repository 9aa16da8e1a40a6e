import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { tintFrames } from './index.ts';

const levels = Uint8Array.from({ length: 256 }, (_, level) => level);

it('keeps the luma of every gray level to within one, and black and white as they are', () => {
  fc.assert(
    fc.property(fc.maxSafeInteger(), fc.nat(), (seed, subject) => {
      const colors = tintFrames(levels, seed, subject);
      expect(colors).toHaveLength(3 * 256);
      for (const level of levels) {
        const [r, g, b] = colors.subarray(3 * level) as unknown as [number, number, number];
        expect(Math.abs(0.299 * r + 0.587 * g + 0.114 * b - level)).toBeLessThanOrEqual(0.5001);
        expect(r >= level && b <= level).toBe(true);
      }
      expect([...colors.subarray(0, 3), ...colors.subarray(-3)]).toEqual([0, 0, 0, 255, 255, 255]);
    }),
  );
});

it('is a color, of the person: others of another seed or number', () => {
  const middle = (seed: number, subject: number) => tintFrames(Uint8Array.of(128), seed, subject);
  for (let subject = 0; subject < 20; subject++) {
    const [red, , blue] = middle(1, subject);
    expect(red! - blue!).toBeGreaterThan(40);
  }
  expect(middle(1, 0)).not.toEqual(middle(1, 1));
  expect(middle(1, 0)).not.toEqual(middle(2, 0));
});

// As the frames in version.test.ts: other bytes are another data set.
it('is frozen', () => {
  const hash = createHash('sha256')
    .update(tintFrames(levels, 1, 0))
    .digest('hex');
  expect(hash).toMatchInlineSnapshot(
    `"e817e1c490a0422e19a8f2fb5b6c3a2b5ee8be21c85b26868f52fdfc6ef31849"`,
  );
});

it('refuses bad input by name', () => {
  const frames = new Uint8Array(1);
  expect(() => tintFrames(frames, 0.5, 0)).toThrow(
    new RangeError("tintFrames: 'seed' must be a safe integer, got 0.5."),
  );
  expect(() => tintFrames(frames, 1, -1)).toThrow(
    new RangeError("tintFrames: 'subject' must be an integer >= 0, got -1."),
  );
});

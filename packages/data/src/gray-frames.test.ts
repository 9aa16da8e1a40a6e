import fc from 'fast-check';
import { expect, it } from 'vitest';
import { grayFrames, unitPixels } from './index.ts';

const pixels = fc
  .array(fc.tuple(fc.nat(255), fc.nat(255), fc.nat(255)), { minLength: 1, maxLength: 20 })
  .map((colors) => Uint8Array.from(colors.flat()));

it('weighs red, green and blue as BT.601: an example', () => {
  const frames = Uint8Array.of(255, 0, 0, 0, 255, 0, 0, 0, 255, 100, 150, 50);
  // 0.299 x 255, 0.587 x 255, 0.114 x 255, 29.9 + 88.05 + 5.7
  expect(grayFrames(frames, 3)).toEqual(Uint8Array.of(76, 150, 29, 124));
  expect(grayFrames(Float32Array.of(1, 0, 0, 0, 0, 0.5), 3)).toBeAllclose([0.299, 0.057], {
    atol: 1e-5,
    rtol: 0,
  });
});

it('is the exact luma for float32, and within half a level of it for bytes', () => {
  fc.assert(
    fc.property(pixels, (frames) => {
      const [gray, exact] = [grayFrames(frames, 3), grayFrames(unitPixels(frames), 3)];
      expect(gray).toHaveLength(frames.length / 3);
      gray.forEach((level, i) => {
        const [r, g, b] = frames.subarray(3 * i, 3 * i + 3) as unknown as [number, number, number];
        const luma = 0.299 * r + 0.587 * g + 0.114 * b;
        expect(Math.abs(level - luma)).toBeLessThan(0.51);
        expect(Math.abs(255 * exact[i]! - luma)).toBeLessThan(0.01);
      });
    }),
  );
});

it('keeps what is gray, in one channel and in three', () => {
  fc.assert(
    fc.property(pixels, (frames) => {
      expect(grayFrames(frames, 1)).toBe(frames);
      for (const gray of [frames, unitPixels(frames)]) {
        const thrice = Array.from(gray, (value) => [value, value, value]).flat();
        const colored = gray instanceof Uint8Array ? Uint8Array.from(thrice) : Float32Array.from(thrice); // biome-ignore format: one line
        expect(grayFrames(colored, 3)).toEqual(gray);
      }
    }),
  );
});

it('refuses bad input by name', () => {
  expect(() => grayFrames(new Uint8Array(4), 3)).toThrow(
    new RangeError("grayFrames: 'frames' must hold three values per pixel, got 4."),
  );
  // @ts-expect-error two channels
  expect(() => grayFrames(new Uint8Array(4), 2)).toThrow(
    new RangeError("grayFrames: 'channels' must be one of 1, 3, got 2."),
  );
});

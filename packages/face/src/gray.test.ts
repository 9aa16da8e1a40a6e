import fc from 'fast-check';
import { expect, it } from 'vitest';
import { toGray } from './index.ts';

it('weighs red, green and blue as BT.601: an example', () => {
  const data = new Uint8Array([255, 0, 0, 0, 255, 0, 0, 0, 255, 100, 150, 50]);
  const gray = toGray({ width: 2, height: 2, data });
  // 0.299 x 255, 0.587 x 255, 0.114 x 255, 29.9 + 88.05 + 5.7
  expect(gray).toEqual({ width: 2, height: 2, data: new Uint8Array([76, 150, 29, 124]) });
});

it('is within half a step of the exact value, and leaves gray as it is', () => {
  const byte = fc.integer({ min: 0, max: 255 });
  fc.assert(
    fc.property(byte, byte, byte, (r, g, b) => {
      const data = new Uint8Array([r, g, b, r, r, r]);
      const gray = toGray({ width: 2, height: 1, data }).data;
      expect(Math.abs(gray[0]! - (0.299 * r + 0.587 * g + 0.114 * b))).toBeLessThan(0.51);
      expect(gray[1]).toBe(r);
    }),
  );
});

it('refuses data that does not fit the size', () => {
  expect(() => toGray({ width: 2, height: 2, data: new Uint8Array(4) })).toThrow(
    "toGray: 'frame.data' must hold 2 x 2 x 3 bytes, got 4.",
  );
  expect(() => toGray({ width: 0, height: 2, data: new Uint8Array() })).toThrow(
    "toGray: 'frame.width' must be an integer >= 1, got 0.",
  );
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Frame, type Similarity, warpGray, warpRgb } from './index.ts';

const identity: Similarity = { a: 1, b: 0, tx: 0, ty: 0 };

/** One color of a frame as a gray image. */
const plane = ({ width, height, data }: Frame, channel: number) => ({
  width,
  height,
  data: data.filter((_, i) => i % 3 === channel),
});

describe('warpRgb', () => {
  it('shifts and interpolates each color: an example', () => {
    const frame = { width: 2, height: 1, data: Uint8Array.of(0, 100, 200, 10, 120, 100) };
    expect([...warpRgb(frame, { ...identity, tx: -0.5 }, 2)]).toEqual([
      ...[5, 110, 150, 10, 120, 100],
      ...[5, 110, 150, 10, 120, 100], // below the frame its last row is repeated
    ]);
  });

  it('warps each channel as warpGray does, at any scale and angle', () => {
    const data = fc.uint8Array({ minLength: 5 * 4 * 3, maxLength: 5 * 4 * 3 });
    const scale = fc.double({ min: 0.2, max: 3, noNaN: true });
    const angle = fc.double({ min: -3, max: 3, noNaN: true });
    const shift = fc.double({ min: -4, max: 4, noNaN: true });
    fc.assert(
      fc.property(data, scale, angle, shift, (bytes, s, r, tx) => {
        const frame = { width: 5, height: 4, data: bytes };
        const transform = { a: s * Math.cos(r), b: s * Math.sin(r), tx, ty: 1 };
        const crop = { width: 6, height: 6, data: warpRgb(frame, transform, 6) };
        for (const channel of [0, 1, 2]) {
          expect(plane(crop, channel).data).toEqual(warpGray(plane(frame, channel), transform, 6));
        }
      }),
    );
  });

  it('refuses bad input', () => {
    const frame = { width: 2, height: 2, data: new Uint8Array(12) };
    expect(() => warpRgb(frame, identity, 0)).toThrow(
      "warpRgb: 'size' must be an integer >= 1, got 0.",
    );
    expect(() => warpRgb({ ...frame, width: 3 }, identity, 2)).toThrow(
      "warpRgb: 'frame.data' must hold 3 x 2 x 3 bytes, got 12.",
    );
    expect(() => warpRgb(frame, { a: 0, b: 0, tx: 0, ty: 0 }, 2)).toThrow(
      "invertSimilarity: 'similarity' must have a scale > 0, got 0.",
    );
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type GrayImage, invertSimilarity, type Similarity, warpGray } from './index.ts';

const identity: Similarity = { a: 1, b: 0, tx: 0, ty: 0 };
const image = (width: number, height: number, at: (x: number, y: number) => number): GrayImage => ({
  width,
  height,
  data: Uint8Array.from({ length: width * height }, (_, i) => at(i % width, Math.floor(i / width))),
});

describe('warpGray', () => {
  it('shifts: an example', () => {
    const picture = image(3, 2, (x, y) => 10 * x + 100 * y);
    // One pixel to the left: column 0 shows the image's column 1; beyond the edge it goes on.
    expect([...warpGray(picture, { ...identity, tx: -1 }, 3)]).toEqual([
      ...[10, 20, 20],
      ...[110, 120, 120],
      ...[110, 120, 120],
    ]);
    // Two to the right: before the edge, too.
    expect([...warpGray(picture, { ...identity, tx: 2 }, 4).slice(0, 4)]).toEqual([0, 0, 0, 10]);
    // Half a pixel: the mean of two.
    expect([...warpGray(picture, { ...identity, tx: -0.5 }, 2)]).toEqual([5, 15, 105, 115]);
  });

  it('turns by 90 degrees clockwise: an example', () => {
    const picture = image(2, 2, (x, y) => [1, 2, 3, 4][2 * y + x]!);
    // (x, y) goes to (2 - y, x).
    expect([...warpGray(picture, { a: 0, b: 1, tx: 2, ty: 0 }, 2)]).toEqual([3, 1, 4, 2]);
  });

  it('changes nothing by the identity, and nothing inside by a whole shift', () => {
    const bytes = fc.uint8Array({ minLength: 36, maxLength: 36 });
    fc.assert(
      fc.property(bytes, fc.integer({ min: -2, max: 2 }), (data, shift) => {
        const picture = { width: 6, height: 6, data };
        expect(warpGray(picture, identity, 6)).toEqual(data);
        const shifted = warpGray(picture, { ...identity, tx: shift, ty: -shift }, 6);
        for (let y = 2; y < 4; y++) {
          for (let x = 2; x < 4; x++) {
            expect(shifted[(y - shift) * 6 + x + shift]).toBe(data[y * 6 + x]);
          }
        }
      }),
    );
  });

  it('reproduces a ramp exactly at any scale and angle', () => {
    const ramp = image(64, 64, (x, y) => x + 3 * y);
    const scale = fc.double({ min: 0.3, max: 3, noNaN: true });
    const angle = fc.double({ min: -3, max: 3, noNaN: true });
    fc.assert(
      fc.property(scale, angle, (s, r) => {
        const [a, b] = [s * Math.cos(r), s * Math.sin(r)];
        // The middle of the image comes to the middle of the result.
        const transform = { a, b, tx: 4 - 32 * (a - b), ty: 4 - 32 * (b + a) };
        const back = invertSimilarity(transform);
        const crop = warpGray(ramp, transform, 8);
        for (const [i, value] of crop.entries()) {
          const [u, v] = [(i % 8) + 0.5, Math.floor(i / 8) + 0.5];
          const x = back.a * u - back.b * v + back.tx - 0.5;
          const y = back.b * u + back.a * v + back.ty - 0.5;
          expect(Math.abs(value - (x + 3 * y))).toBeLessThan(0.51);
        }
      }),
    );
  });

  it('averages when it shrinks: fine stripes become gray, not other stripes', () => {
    const stripes = image(400, 400, (x) => (x % 2) * 255);
    for (const factor of [2, 3.7, 10]) {
      const crop = warpGray(stripes, { a: 1 / factor, b: 0, tx: 0, ty: 0 }, 40);
      expect(Math.min(...crop)).toBeGreaterThan(95);
      expect(Math.max(...crop)).toBeLessThan(160);
    }
  });

  it('averages blocks when it shrinks by whole numbers', () => {
    const picture = image(6, 6, (x, y) => (7 * x * x + 31 * y) % 256);
    const crop = warpGray(picture, { a: 1 / 3, b: 0, tx: 0, ty: 0 }, 2);
    const block = (left: number, top: number) => {
      let sum = 0;
      for (let i = 0; i < 9; i++) {
        sum += picture.data[(top + Math.floor(i / 3)) * 6 + left + (i % 3)]!;
      }
      return Math.round(sum / 9);
    };
    expect([...crop]).toEqual([block(0, 0), block(3, 0), block(0, 3), block(3, 3)]);
  });

  it('refuses bad input', () => {
    const picture = image(2, 2, () => 0);
    expect(() => warpGray(picture, identity, 0)).toThrow(
      "warpGray: 'size' must be an integer >= 1, got 0.",
    );
    expect(() => warpGray({ ...picture, width: 3 }, identity, 2)).toThrow(
      "warpGray: 'image.data' must hold 3 x 2 bytes, got 4.",
    );
    expect(() => warpGray(picture, { a: 0, b: 0, tx: 0, ty: 0 }, 2)).toThrow(
      "invertSimilarity: 'similarity' must have a scale > 0, got 0.",
    );
  });
});

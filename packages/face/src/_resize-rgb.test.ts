import { expect, it } from 'vitest';
import { resizeRgb } from './_resize-rgb.ts';

const frame = (width: number, height: number, at: (x: number, y: number, c: number) => number) => ({
  width,
  height,
  data: Uint8Array.from({ length: width * height * 3 }, (_, i) => {
    const pixel = Math.floor(i / 3);
    return at(pixel % width, Math.floor(pixel / width), i % 3);
  }),
});

it('copies a part in color, with black outside the frame', () => {
  const picture = frame(4, 3, (x, y, c) => 10 * x + 50 * y + c);
  expect([...resizeRgb(picture, { x: 1, y: 1, width: 2, height: 2 }, 2)]).toEqual([
    ...[60, 61, 62, 70, 71, 72],
    ...[110, 111, 112, 120, 121, 122],
  ]);
  expect([...resizeRgb(picture, { x: 3, y: -1, width: 2, height: 2 }, 2)]).toEqual([
    ...[0, 0, 0, 0, 0, 0],
    ...[30, 31, 32, 0, 0, 0],
  ]);
});

it('interpolates linearly when it enlarges', () => {
  const picture = frame(2, 1, (x) => 100 * x);
  const row = resizeRgb(picture, { x: 0, y: 0, width: 2, height: 2 }, 4).filter(
    (_, i) => i % 3 === 0,
  );
  expect([...row.slice(0, 4)]).toEqual([0, 25, 75, 100]);
  expect([...row.slice(8)]).toEqual(Array(8).fill(0)); // below the frame
});

it('averages when it shrinks', () => {
  const picture = frame(40, 40, (x) => (x % 8 === 0 ? 200 : 0));
  for (const value of resizeRgb(picture, { x: 0, y: 0, width: 40, height: 40 }, 5)) {
    expect(value).toBeCloseTo(25, 4);
  }
});

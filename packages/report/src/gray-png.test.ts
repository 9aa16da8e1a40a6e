import fc from 'fast-check';
import { PNG } from 'pngjs';
import { expect, it } from 'vitest';
import { grayPng, pictureUri } from './gray-png.ts';

const pictures = fc
  .record({ height: fc.integer({ min: 1, max: 9 }), width: fc.integer({ min: 1, max: 9 }) })
  .chain(({ height, width }) =>
    fc.record({
      height: fc.constant(height),
      width: fc.constant(width),
      pixels: fc.uint8Array({ minLength: height * width, maxLength: height * width }),
    }),
  );

it('writes a PNG that reads back as the same gray', () => {
  fc.assert(
    fc.property(pictures, (picture) => {
      const png = PNG.sync.read(Buffer.from(grayPng(picture)));
      expect([png.height, png.width]).toEqual([picture.height, picture.width]);
      const gray = (channel: number) => picture.pixels.map((_, i) => png.data[4 * i + channel]!);
      for (const channel of [0, 1, 2]) expect(gray(channel)).toEqual(picture.pixels);
      expect(gray(3).every((alpha) => alpha === 255)).toBe(true);
    }),
  );
});

it('takes a view into a longer array, as a frame of a clip is', () => {
  const clip = Uint8Array.of(1, 2, 3, 4, 5, 6);
  const png = PNG.sync.read(
    Buffer.from(grayPng({ height: 1, width: 2, pixels: clip.subarray(2, 4) })),
  );
  expect([png.data[0], png.data[4]]).toEqual([3, 4]);
});

it('puts the same bytes into an address', () => {
  const picture = { height: 1, width: 1, pixels: Uint8Array.of(7) };
  const [start, data] = pictureUri(picture).split(',');
  expect(start).toBe('data:image/png;base64');
  expect(Buffer.from(data!, 'base64')).toEqual(Buffer.from(grayPng(picture)));
});

it('refuses pixels of another size', () => {
  expect(() => grayPng({ height: 2, width: 3, pixels: new Uint8Array(5) })).toThrow(
    new RangeError("grayPng: 'pixels' must be 2 x 3 bytes, got 5."),
  );
  expect(() => grayPng({ height: 0, width: 3, pixels: new Uint8Array(0) })).toThrow(
    new RangeError("grayPng: 'pixels' must be 0 x 3 bytes, got 0."),
  );
});

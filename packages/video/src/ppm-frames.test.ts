import fc from 'fast-check';
import { expect, it } from 'vitest';
import { all } from './_test-videos.ts';
import { ppmFrames } from './ppm-frames.ts';

const picture = fc
  .record({ width: fc.integer({ min: 1, max: 4 }), height: fc.integer({ min: 1, max: 3 }) })
  .chain(({ width, height }) => {
    const length = 3 * width * height;
    const data = fc.uint8Array({ minLength: length, maxLength: length });
    return fc.record({ width: fc.constant(width), height: fc.constant(height), data });
  });

async function* chunks(...parts: Uint8Array[]) {
  yield* parts;
}

it('reads two pictures of different sizes, one with the bytes of a header in it', async () => {
  const one = Uint8Array.from([80, 54, 10, 49, 32, 49]); // 'P6\n1 1'
  const two = Uint8Array.from([10, 32, 255]);
  const bytes = [Buffer.from('P6\n1 2\n255\n'), one, Buffer.from('P6 1 1 255\n'), two];
  expect(await all(ppmFrames(chunks(Buffer.concat(bytes))))).toEqual([
    { width: 1, height: 2, data: one },
    { width: 1, height: 1, data: two },
  ]);
});

it('gives the same frames however the stream is cut, and drops an incomplete last one', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(picture, { maxLength: 4 }),
      fc.array(fc.nat(100)),
      fc.boolean(),
      async (pictures, cuts, incomplete) => {
        const whole = Buffer.concat(
          pictures.flatMap(({ width, height, data }) => [
            Buffer.from(`P6\n${width} ${height}\n255\n`),
            data,
          ]),
        );
        const bytes = incomplete ? whole.subarray(0, -1) : whole;
        const edges = [0, ...cuts, bytes.length].sort((a, b) => a - b);
        const parts = edges.slice(1).map((end, i) => bytes.subarray(edges[i]!, end));
        const expected = incomplete ? pictures.slice(0, -1) : pictures;
        expect(await all(ppmFrames(chunks(...parts, bytes.subarray(edges.at(-1)!))))).toEqual(
          expected,
        );
      },
    ),
  );
});

it.each(['P5\n1 1\n255\n', 'P6\n1 1\n65535\n......', `P6\n${'1'.repeat(80)}`, 'x'])(
  'refuses %j',
  async (text) => {
    const run = all(ppmFrames(chunks(Buffer.from(text.padEnd(100)))));
    await expect(run).rejects.toThrow(RangeError);
    await expect(run).rejects.toThrow(/^ppmFrames: 'stream' must .*, got "/);
  },
);

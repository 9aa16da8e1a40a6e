import fc from 'fast-check';
import { PNG } from 'pngjs';
import { describe, expect, it } from 'vitest';
import { contactSheet, type SheetClip } from './contact-sheet.ts';

const read = (clips: readonly SheetClip[]) => {
  const { height, width, data } = PNG.sync.read(Buffer.from(contactSheet(clips)));
  return { height, width, gray: (x: number, y: number) => data[4 * (y * width + x)]! };
};
/** A frame of one gray with the corner pixel one brighter, so that a mirrored one is seen. */
const frame = (gray: number, { height, width }: { height: number; width: number }) =>
  Uint8Array.from({ length: height * width }, (_, i) => (i === 0 ? gray + 1 : gray));

const clips = fc.array(
  fc
    .record({
      label: fc.string({ maxLength: 12 }),
      height: fc.integer({ min: 2, max: 6 }),
      width: fc.integer({ min: 2, max: 6 }),
      grays: fc.array(fc.integer({ min: 100, max: 200 }), { maxLength: 4 }),
    })
    .map(({ grays, ...clip }) => ({ ...clip, frames: grays.map((gray) => frame(gray, clip)) })),
  { minLength: 1, maxLength: 4 },
);

describe('a contact sheet', () => {
  it('has the clips below each other, their frames side by side, nothing else', () => {
    fc.assert(
      fc.property(clips, (list) => {
        const sheet = read(list);
        let y = 8; // margin
        let painted = 0;
        for (const { height, width, frames } of list) {
          frames.forEach((pixels, column) => {
            for (let i = 0; i < pixels.length; i++) {
              const x = 8 + column * (width + 4) + (i % width);
              expect(sheet.gray(x, y + 20 + Math.floor(i / width))).toBe(pixels[i]);
              painted++;
            }
          });
          y += 20 + height + 8; // its label, itself, the margin
        }
        expect(sheet.height).toBe(y);
        const rest = Array.from({ length: sheet.height * sheet.width }, (_, i) =>
          sheet.gray(i % sheet.width, Math.floor(i / sheet.width)),
        ).filter((gray) => gray !== 255 && gray !== 32);
        expect(rest).toHaveLength(painted);
      }),
    );
  });

  it('has the label above the frames, and is as wide as the longest', () => {
    const clip = { label: '-'.repeat(9), frames: [], height: 2, width: 2 };
    const sheet = read([{ ...clip, label: '' }, clip]);
    expect(sheet.width).toBe(9 * 12 + 16);
    // A dash is its fourth row, three pixels, each drawn two by two; the second label starts at y = 38.
    const row = (y: number) =>
      Array.from({ length: 12 }, (_, x) => (sheet.gray(8 + x, y) === 32 ? '#' : '.')).join('');
    expect([43, 44, 45, 46].map(row)).toEqual([
      '............',
      '..######....',
      '..######....',
      '............',
    ]);
  });

  it('is the same bytes for the same clips', () => {
    const list = [{ label: 'x', frames: [frame(9, { height: 2, width: 2 })], height: 2, width: 2 }];
    expect(contactSheet(list)).toEqual(contactSheet(list));
  });

  it('refuses what it cannot show', () => {
    expect(() => contactSheet([])).toThrow(
      new RangeError("contactSheet: 'clips' must hold a clip, got none."),
    );
    const clip = { label: 'c1', frames: [new Uint8Array(5)], height: 2, width: 3 };
    expect(() => contactSheet([clip])).toThrow(
      new RangeError("contactSheet: 'frames' of c1 must be 2 x 3 bytes, got 5."),
    );
  });
});

import { drawText, glyphHeight, glyphWidth } from './_pixel-font.ts';
import { grayPng } from './gray-png.ts';

/** A row of a contact sheet: frames of one clip. */
export interface SheetClip {
  /** Text above the frames. Characters outside ASCII become boxes. */
  readonly label: string;
  /** Each `[height, width]`, one byte per pixel; 0 is black. */
  readonly frames: readonly Uint8Array[];
  /** Height of each frame, in pixels. */
  readonly height: number;
  /** Width of each frame, in pixels. */
  readonly width: number;
}

const paper = 255;
const ink = 32;
const margin = 8;
/** Distance between frames in pixels. */
const gap = 4;
/** Pixels of the picture per pixel of the font. */
const scale = 2;
const labelHeight = scale * glyphHeight + gap;

/**
 * Draws clips as one picture: one row per clip, its label above its frames from left to right. The letters
 * are built in, so the picture is the same on a machine without fonts.
 *
 * @returns the bytes of a gray PNG file.
 * @throws RangeError if a frame does not hold height * width bytes, or there is no clip.
 * @example
 * ```ts
 * import { contactSheet } from '@ssvaerr/report';
 *
 * const frames = [new Uint8Array(96 * 96), new Uint8Array(96 * 96).fill(128)]; // black, gray
 * const sheet = contactSheet([{ label: 's01-c0', height: 96, width: 96, frames }]);
 * const header = new DataView(sheet.buffer, sheet.byteOffset);
 * // Width and height in pixels, with margins and the label.
 * console.log(header.getUint32(16), header.getUint32(20)); // 216 132
 * ```
 */
export function contactSheet(clips: readonly SheetClip[]): Uint8Array {
  check(clips);
  const height = clips.reduce((y, clip) => y + rowHeight(clip), margin);
  const width = Math.max(...clips.map(rowWidth)) + 2 * margin;
  const pixels = new Uint8Array(height * width).fill(paper);
  let y = margin;
  for (const clip of clips) {
    drawText(clip.label, (column, row) => {
      for (let i = 0; i < scale; i++) {
        const start = (y + scale * row + i) * width + margin + scale * column;
        pixels.fill(ink, start, start + scale);
      }
    });
    clip.frames.forEach((frame, column) => {
      const x = margin + column * (clip.width + gap);
      for (let row = 0; row < clip.height; row++) {
        const line = frame.subarray(row * clip.width, (row + 1) * clip.width);
        pixels.set(line, (y + labelHeight + row) * width + x);
      }
    });
    y += rowHeight(clip);
  }
  return grayPng({ height, width, pixels });
}

const rowHeight = ({ height }: SheetClip) => labelHeight + height + margin;

const rowWidth = ({ label, frames, width }: SheetClip) =>
  Math.max(frames.length * (width + gap), [...label].length * scale * (glyphWidth + 1));

function check(clips: readonly SheetClip[]): void {
  if (clips.length === 0) throw new RangeError(`contactSheet: 'clips' must hold a clip, got none.`);
  for (const { label, frames, height, width } of clips) {
    for (const { length } of frames) {
      if (length === height * width) continue;
      throw new RangeError(
        `contactSheet: 'frames' of ${label} must be ${height} x ${width} bytes, got ${length}.`,
      );
    }
  }
}

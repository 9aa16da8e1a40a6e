import { drawText, glyphHeight, glyphWidth } from './pixel-font.ts';
import { grayPng } from './thumbnails.ts';

/** A row of the sheet: frames of one clip, each `[height, width]` of gray bytes. */
export interface SheetClip {
  readonly label: string;
  readonly frames: readonly Uint8Array[];
  readonly height: number;
  readonly width: number;
}

const paper = 255;
const ink = 32;
const margin = 8;
/** Between frames. */
const gap = 4;
/** Pixels of the picture to a pixel of the font. */
const scale = 2;
const labelHeight = scale * glyphHeight + gap;

/**
 * A picture of clips: a row each, its label above its frames from left to right. The letters are our own,
 * so it looks the same on a machine without fonts.
 *
 * @returns the bytes of a gray PNG file.
 * @throws RangeError if a frame is not height * width bytes, or there is no clip.
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

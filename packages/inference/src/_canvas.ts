import type { Box, Frame } from '@ssvaerr/face';

/** Red, green and blue, 0 to 255. */
type Color = readonly [number, number, number];

/** A white picture to draw on, `[height, width, 3]` bytes. Parts outside the picture are not drawn. */
export class Canvas {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8Array;

  constructor(
    width: number,
    height: number,
    pixels = new Uint8Array(width * height * 3).fill(255),
  ) {
    [this.width, this.height, this.pixels] = [width, height, pixels];
  }

  copy(): Canvas {
    return new Canvas(this.width, this.height, this.pixels.slice());
  }

  fill(left: number, top: number, width: number, height: number, [r, g, b]: Color) {
    for (let y = Math.max(0, top); y < Math.min(this.height, top + height); y++) {
      for (let x = Math.max(0, left); x < Math.min(this.width, left + width); x++) {
        this.pixels.set([r, g, b], (y * this.width + x) * 3);
      }
    }
  }

  drawFrame({ width, height, data }: Frame, left: number, top: number): void {
    for (let y = 0; y < Math.min(height, this.height - top); y++) {
      const row = data.subarray(y * width * 3, (y + 1) * width * 3);
      this.pixels.set(row, ((top + y) * this.width + left) * 3);
    }
  }

  drawRgba(rgba: Uint8Array, width: number, height: number, left: number, top: number): void {
    for (let y = 0; y < Math.min(height, this.height - top); y++) {
      for (let x = 0; x < Math.min(width, this.width - left); x++) {
        const from = (y * width + x) * 4;
        this.pixels.set(rgba.subarray(from, from + 3), ((top + y) * this.width + left + x) * 3);
      }
    }
  }

  /** Draws the edges of a box of a frame that was drawn at the left, `top` pixels down, inside the frame only. */
  frameBox(
    { x, y, width, height }: Box,
    ratio: number,
    top: number,
    frame: Frame,
    color: Color,
  ): void {
    const inside = (value: number, end: number) =>
      Math.max(0, Math.min(end - 2, Math.round(value * ratio)));
    const [left, right] = [inside(x, frame.width), inside(x + width, frame.width)];
    const [upper, lower] = [top + inside(y, frame.height), top + inside(y + height, frame.height)];
    for (const row of [upper, lower]) this.fill(left, row, right - left + 2, 2, color);
    for (const column of [left, right]) this.fill(column, upper, 2, lower - upper, color);
  }
}

/**
 * A picture in RGB: `data[3 * (y * width + x)]` is the red of the pixel in column `x` of row `y`, from 0 to
 * 255; green and blue follow.
 */
export interface Frame {
  /** In pixels. */
  readonly width: number;
  /** In pixels. */
  readonly height: number;
  /** `[height, width, 3]`, row by row from the top. */
  readonly data: Uint8Array;
}

import { PNG } from 'pngjs';

/** A gray picture: `pixels` is `[height, width]` of bytes. */
export interface GrayPicture {
  readonly height: number;
  readonly width: number;
  readonly pixels: Uint8Array;
}

/**
 * The bytes of a PNG file, 8 bits of gray a pixel.
 *
 * @throws RangeError if `pixels` is not height * width bytes.
 */
export function grayPng({ height, width, pixels }: GrayPicture): Uint8Array {
  if (!(pixels.length === height * width && pixels.length > 0)) {
    throw new RangeError(
      `grayPng: 'pixels' must be ${height} x ${width} bytes, got ${pixels.length}.`,
    );
  }
  const png = new PNG({ height, width });
  png.data = Buffer.from(pixels.buffer, pixels.byteOffset, pixels.length);
  const gray = 0; // PNG's color type
  return PNG.sync.write(png, { colorType: gray, inputColorType: gray, inputHasAlpha: false });
}

/** The same as an address that a page can show without a file. */
export const pictureUri = (picture: GrayPicture): string =>
  `data:image/png;base64,${Buffer.from(grayPng(picture)).toString('base64')}`;

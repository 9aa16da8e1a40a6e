import { encode } from 'fast-png';
import { base64 } from './_base64.ts';

/** A gray picture. */
export interface GrayPicture {
  /** In pixels. */
  readonly height: number;
  /** In pixels. */
  readonly width: number;
  /** `[height, width]`, one byte per pixel; 0 is black. */
  readonly pixels: Uint8Array;
}

/**
 * Encodes a gray picture as a PNG file.
 *
 * @returns the bytes of the file, 8 bits per pixel.
 * @throws RangeError if `pixels` does not hold height * width bytes, or none.
 * @example
 * ```ts
 * import { grayPng } from '@ssvaerr/report';
 *
 * const file = grayPng({ height: 1, width: 2, pixels: Uint8Array.of(0, 255) });
 * console.log(String.fromCharCode(...file.subarray(1, 4))); // PNG
 * ```
 */
export function grayPng({ height, width, pixels }: GrayPicture): Uint8Array {
  if (!(pixels.length === height * width && pixels.length > 0)) {
    throw new RangeError(
      `grayPng: 'pixels' must be ${height} x ${width} bytes, got ${pixels.length}.`,
    );
  }
  return encode({ height, width, data: pixels, channels: 1, depth: 8 });
}

/**
 * Encodes a gray picture as a `data:` address, which a page can show without a file.
 *
 * @throws RangeError as `grayPng` does.
 * @example
 * ```ts
 * import { html, pictureUri } from '@ssvaerr/report';
 *
 * const uri = pictureUri({ height: 1, width: 2, pixels: Uint8Array.of(0, 255) });
 * const face = html`<img alt="Face" src="${uri}">`;
 * console.log(face.text.slice(0, 43)); // <img alt="Face" src="data:image/png;base64,
 * ```
 */
export const pictureUri = (picture: GrayPicture): string =>
  `data:image/png;base64,${base64(grayPng(picture))}`;

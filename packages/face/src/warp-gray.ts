import { assertInteger } from './_checks.ts';
import { warp } from './_warp.ts';
import type { GrayImage } from './gray.ts';
import type { Similarity } from './similarity.ts';

/**
 * Warps an image into a square: pixel `(column, row)` of the result is the image at the point that the transform
 * maps to `(column + 0.5, row + 0.5)`. It interpolates bilinearly and repeats edge pixels outside the image. When
 * it shrinks the image, it averages n x n points per pixel against aliasing.
 *
 * @param transform from coordinates of the image to those of the result.
 * @param size side of the result in pixels, an integer >= 1.
 * @returns `size * size` bytes, row by row.
 * @throws RangeError if `size` is out of range, the image's data does not fit its size, or the scale is 0.
 * @example
 * ```ts
 * import { warpGray } from '@ssvaerr/face';
 *
 * const image = { width: 2, height: 2, data: Uint8Array.of(1, 2, 3, 4) };
 * console.log(warpGray(image, { a: 0, b: 1, tx: 2, ty: 0 }, 2).join(' ')); // 3 1 4 2
 * ```
 */
export function warpGray(image: GrayImage, transform: Similarity, size: number): Uint8Array {
  assertInteger('warpGray', 'size', size, 1);
  const { width, height, data } = image;
  if (data.length !== width * height) {
    throw new RangeError(
      `warpGray: 'image.data' must hold ${width} x ${height} bytes, got ${data.length}.`,
    );
  }
  return warp(image, 1, transform, size);
}

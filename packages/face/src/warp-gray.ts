import { bilinear } from './_bilinear.ts';
import { assertInteger } from './_checks.ts';
import type { GrayImage } from './gray.ts';
import { invertSimilarity, type Similarity } from './similarity.ts';

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
export function warpGray(
  { width, height, data }: GrayImage,
  transform: Similarity,
  size: number,
): Uint8Array {
  assertInteger('warpGray', 'size', size, 1);
  if (data.length !== width * height) {
    throw new RangeError(
      `warpGray: 'image.data' must hold ${width} x ${height} bytes, got ${data.length}.`,
    );
  }
  const { a, b, tx, ty } = invertSimilarity(transform);
  const n = Math.max(1, Math.ceil(Math.hypot(a, b) - 1e-9)); // places a side: none further apart than pixels
  const result = new Uint8Array(size * size);
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      let sum = 0;
      for (let i = 0; i < n; i++) {
        const v = row + (i + 0.5) / n;
        for (let j = 0; j < n; j++) {
          const u = column + (j + 0.5) / n;
          // The center of the image's first pixel lies at 0.5.
          const [x, y] = [a * u - b * v + tx - 0.5, b * u + a * v + ty - 0.5];
          sum += bilinear(data, width, height, x, y);
        }
      }
      result[row * size + column] = Math.round(sum / (n * n));
    }
  }
  return result;
}

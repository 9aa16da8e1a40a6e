import { assertInteger } from './_checks.ts';
import type { GrayImage } from './gray.ts';
import { invertSimilarity, type Similarity } from './similarity.ts';

/**
 * A square of an image: pixel `(column, row)` of the result is what the image shows at the place that the
 * similarity takes to `(column + 0.5, row + 0.5)`. Between pixels it is bilinear; beyond the edge the
 * nearest pixel goes on. Where an image pixel is smaller than a result pixel, n x n places of the result
 * pixel are averaged, so that nothing aliases.
 *
 * @param transform from coordinates of the image to those of the result.
 * @param size of the result, in pixels.
 * @returns `size * size` bytes, row by row.
 * @throws RangeError on a size < 1 or a similarity without scale.
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
  const [right, bottom] = [width - 1, height - 1];
  const result = new Uint8Array(size * size);
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      let sum = 0;
      for (let i = 0; i < n; i++) {
        const v = row + (i + 0.5) / n;
        for (let j = 0; j < n; j++) {
          const u = column + (j + 0.5) / n;
          // The centre of the image's first pixel lies at 0.5.
          const x = Math.min(right, Math.max(0, a * u - b * v + tx - 0.5));
          const y = Math.min(bottom, Math.max(0, b * u + a * v + ty - 0.5));
          const [left, top] = [Math.floor(x), Math.floor(y)];
          const [fx, fy] = [x - left, y - top];
          const at = top * width + left;
          const across = left < right ? 1 : 0;
          const below = top < bottom ? width : 0;
          const above = data[at]! + fx * (data[at + across]! - data[at]!);
          const under = data[at + below]! + fx * (data[at + below + across]! - data[at + below]!);
          sum += above + fy * (under - above);
        }
      }
      result[row * size + column] = Math.round(sum / (n * n));
    }
  }
  return result;
}

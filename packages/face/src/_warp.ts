import { bilinear } from './_bilinear.ts';
import type { Frame } from './landmarker.ts';
import { invertSimilarity, type Similarity } from './similarity.ts';

/** Warps an image of `channels` interleaved bytes into a square, each channel as `warpGray` describes it. */
export function warp(
  { width, height, data }: Frame,
  channels: number,
  transform: Similarity,
  size: number,
): Uint8Array {
  const { a, b, tx, ty } = invertSimilarity(transform);
  const n = Math.max(1, Math.ceil(Math.hypot(a, b) - 1e-9)); // places a side: none further apart than pixels
  const result = new Uint8Array(size * size * channels);
  for (let at = 0; at < result.length; at++) {
    const [pixel, channel] = [Math.floor(at / channels), at % channels];
    const [row, column] = [Math.floor(pixel / size), pixel % size];
    let sum = 0;
    for (let i = 0; i < n; i++) {
      const v = row + (i + 0.5) / n;
      for (let j = 0; j < n; j++) {
        const u = column + (j + 0.5) / n;
        // The center of the image's first pixel lies at 0.5.
        const [x, y] = [a * u - b * v + tx - 0.5, b * u + a * v + ty - 0.5];
        sum += bilinear(data, width, height, x, y, channels, channel);
      }
    }
    result[at] = Math.round(sum / (n * n));
  }
  return result;
}

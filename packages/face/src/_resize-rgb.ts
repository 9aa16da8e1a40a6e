import { bilinear } from './_bilinear.ts';
import type { Box, Frame } from './landmarker.ts';

/**
 * Resizes a part of a frame to a network's input: `[side, side, 3]`, in [0, 255], black outside the frame. It is
 * bilinear, and averages n x n points per pixel when it shrinks to less than half.
 */
export function resizeRgb({ width, height, data }: Frame, box: Box, side: number): Float32Array {
  const n = Math.max(1, Math.ceil(Math.max(box.width, box.height) / side / 2));
  const places = side * n;
  const result = new Float32Array(side * side * 3);
  for (let row = 0; row < places; row++) {
    const y = box.y + ((row + 0.5) * box.height) / places;
    if (y < 0 || y >= height) continue;
    for (let column = 0; column < places; column++) {
      const x = box.x + ((column + 0.5) * box.width) / places;
      if (x < 0 || x >= width) continue;
      const to = (Math.floor(row / n) * side + Math.floor(column / n)) * 3;
      for (let c = 0; c < 3; c++) {
        result[to + c]! += bilinear(data, width, height, x - 0.5, y - 0.5, 3, c) / (n * n);
      }
    }
  }
  return result;
}

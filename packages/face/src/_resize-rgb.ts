import type { Box, Frame } from './landmarker.ts';

/**
 * A part of a frame as a network wants it: `side * side * 3` numbers in [0, 255]. What lies beyond the
 * frame is black. Enlarged, it is bilinear; reduced, each pixel is the mean of n x n places.
 */
export function resizeRgb({ width, height, data }: Frame, box: Box, side: number): Float32Array {
  const [stepX, stepY] = [box.width / side, box.height / side];
  const n = Math.max(1, Math.ceil(Math.max(stepX, stepY)));
  const result = new Float32Array(side * side * 3);
  for (let row = 0, to = 0; row < side; row++) {
    for (let column = 0; column < side; column++, to += 3) {
      for (let i = 0; i < n; i++) {
        const y = box.y + (row + (i + 0.5) / n) * stepY - 0.5;
        if (y < -0.5 || y > height - 0.5) continue;
        const top = Math.min(height - 1, Math.max(0, n > 1 ? Math.round(y) : Math.floor(y)));
        const below = top < height - 1 ? width * 3 : 0;
        const fy = n > 1 ? 0 : Math.min(1, Math.max(0, y - top));
        for (let j = 0; j < n; j++) {
          const x = box.x + (column + (j + 0.5) / n) * stepX - 0.5;
          if (x < -0.5 || x > width - 0.5) continue;
          const left = Math.min(width - 1, Math.max(0, n > 1 ? Math.round(x) : Math.floor(x)));
          const at = (top * width + left) * 3;
          if (n > 1) {
            for (let c = 0; c < 3; c++) result[to + c]! += data[at + c]!;
            continue;
          }
          const across = left < width - 1 ? 3 : 0;
          const fx = Math.min(1, Math.max(0, x - left));
          for (let c = at; c < at + 3; c++) {
            const above = data[c]! + fx * (data[c + across]! - data[c]!);
            const under = data[c + below]! + fx * (data[c + below + across]! - data[c + below]!);
            result[to + c - at] = above + fy * (under - above);
          }
        }
      }
      for (let c = 0; n > 1 && c < 3; c++) result[to + c]! /= n * n;
    }
  }
  return result;
}

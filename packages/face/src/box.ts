import type { Box } from './landmarker.ts';

/** Returns the intersection over union of two boxes, in [0, 1]. */
export function intersectionOverUnion(a: Box, b: Box): number {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  if (!(width > 0 && height > 0)) return 0;
  const shared = width * height;
  return shared / (a.width * a.height + b.width * b.height - shared);
}

/** Returns a square with the center of a box and `scale` times its longer side. */
export function squareAround({ x, y, width, height }: Box, scale = 1): Box {
  const side = scale * Math.max(width, height);
  return { x: x + (width - side) / 2, y: y + (height - side) / 2, width: side, height: side };
}

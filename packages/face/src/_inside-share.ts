import { applySimilarity, invertSimilarity, type Similarity } from './similarity.ts';

const grid = 16;

/** Returns the share of a crop that lies inside the frame, in [0, 1], sampled at 16 x 16 points. */
export function insideShare(
  transform: Similarity,
  size: number,
  { width, height }: { readonly width: number; readonly height: number },
): number {
  const places = Array.from({ length: grid * grid }, (_, i) => [
    (((i % grid) + 0.5) * size) / grid,
    ((Math.floor(i / grid) + 0.5) * size) / grid,
  ]);
  const [points, n] = [applySimilarity(invertSimilarity(transform), places.flat()), grid * grid];
  let inside = 0;
  for (let i = 0; i < 2 * n; i += 2) {
    const [x, y] = [points[i]!, points[i + 1]!];
    if (x >= 0 && x < width && y >= 0 && y < height) inside++;
  }
  return inside / n;
}

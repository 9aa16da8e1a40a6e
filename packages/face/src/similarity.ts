/**
 * Scales, rotates and shifts points: `(x, y)` goes to `(a x - b y + tx, b x + a y + ty)`. Never mirrors.
 * The scale is `hypot(a, b)`, the angle `atan2(b, a)`, clockwise in a picture, whose y points down.
 */
export interface Similarity {
  readonly a: number;
  readonly b: number;
  readonly tx: number;
  readonly ty: number;
}

/**
 * The similarity that takes `from` nearest to `to` in least squares: the line `to = c from + t` in complex
 * numbers, which is Umeyama's solution in the plane.
 *
 * @param from x and y of at least two points, `[x0, y0, x1, y1, ...]`, not all the same.
 * @param to as many.
 * @throws RangeError on other lengths, on numbers that are not finite, or if all of `from` are one point.
 * @see Umeyama 1991, https://doi.org/10.1109/34.88573
 */
export function similarityTransform(from: ArrayLike<number>, to: ArrayLike<number>): Similarity {
  assertPoints('similarityTransform', 'from', from);
  assertPoints('similarityTransform', 'to', to);
  if (from.length < 4) {
    throw new RangeError(
      `similarityTransform: 'from' must hold at least 2 points, got ${from.length / 2}.`,
    );
  }
  if (to.length !== from.length) {
    throw new RangeError(
      `similarityTransform: 'to' must hold ${from.length / 2} points as 'from' does, got ${to.length / 2}.`,
    );
  }
  const [fx, fy] = centroid(from);
  const [gx, gy] = centroid(to);
  let [real, imaginary, spread] = [0, 0, 0];
  for (let i = 0; i < from.length; i += 2) {
    const [x, y] = [from[i]! - fx, from[i + 1]! - fy];
    const [u, v] = [to[i]! - gx, to[i + 1]! - gy];
    real += x * u + y * v;
    imaginary += x * v - y * u;
    spread += x * x + y * y;
  }
  if (!(spread > 0)) {
    throw new RangeError("similarityTransform: 'from' must hold two different points, got one.");
  }
  const [a, b] = [real / spread, imaginary / spread];
  return { a, b, tx: gx - (a * fx - b * fy), ty: gy - (b * fx + a * fy) };
}

/** The points `[x0, y0, x1, y1, ...]` moved by a similarity. */
export function applySimilarity(
  { a, b, tx, ty }: Similarity,
  points: ArrayLike<number>,
): Float32Array {
  assertPoints('applySimilarity', 'points', points);
  const moved = new Float32Array(points.length);
  for (let i = 0; i < points.length; i += 2) {
    moved[i] = a * points[i]! - b * points[i + 1]! + tx;
    moved[i + 1] = b * points[i]! + a * points[i + 1]! + ty;
  }
  return moved;
}

/** The similarity that takes back what the other did. @throws RangeError if its scale is 0. */
export function invertSimilarity({ a, b, tx, ty }: Similarity): Similarity {
  const square = a * a + b * b;
  if (!(square > 0)) {
    throw new RangeError("invertSimilarity: 'similarity' must have a scale > 0, got 0.");
  }
  const [c, d] = [a / square, -b / square];
  return { a: c, b: d, tx: -(c * tx - d * ty), ty: -(d * tx + c * ty) };
}

function centroid(points: ArrayLike<number>): [number, number] {
  let [x, y] = [0, 0];
  for (let i = 0; i < points.length; i += 2) {
    x += points[i]!;
    y += points[i + 1]!;
  }
  return [(2 * x) / points.length, (2 * y) / points.length];
}

function assertPoints(where: string, argument: string, points: ArrayLike<number>): void {
  if (points.length % 2 !== 0) {
    throw new RangeError(
      `${where}: '${argument}' must hold x and y in turn, got ${points.length} numbers.`,
    );
  }
  for (let i = 0; i < points.length; i++) {
    if (!Number.isFinite(points[i])) {
      throw new RangeError(`${where}: '${argument}' must be finite, got ${points[i]} at ${i}.`);
    }
  }
}

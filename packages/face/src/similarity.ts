/**
 * A similarity transform, which scales, rotates and shifts: `(x, y)` maps to `(a x - b y + tx, b x + a y + ty)`.
 * The scale is `hypot(a, b)` and the angle `atan2(b, a)`, clockwise in an image, whose y points down. It never
 * mirrors.
 */
export interface Similarity {
  readonly a: number;
  readonly b: number;
  readonly tx: number;
  readonly ty: number;
}

/**
 * Returns the similarity transform that maps `from` to `to` with the smallest sum of squared distances: the
 * complex linear regression `to = c from + t`, which is Umeyama's solution in the plane.
 *
 * @param from x and y of at least two points, `[x0, y0, x1, y1, ...]`, not all the same.
 * @param to as many points.
 * @throws RangeError if the lengths are wrong, a number is not finite, or all points of `from` are the same.
 * @see Umeyama 1991, https://doi.org/10.1109/34.88573
 * @example
 * ```ts
 * import { similarityTransform } from '@ssvaerr/face';
 *
 * const { a, b, tx, ty } = similarityTransform([0, 0, 1, 0], [5, 5, 7, 5]); // twice as large, shifted
 * console.log(a, b, tx, ty); // 2 0 5 5
 * ```
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
      `similarityTransform: 'to' must hold ${from.length / 2} points like 'from', got ${to.length / 2}.`,
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

/**
 * Applies a similarity transform to points `[x0, y0, x1, y1, ...]` and returns new ones.
 *
 * @throws RangeError if the number of coordinates is odd or one is not finite.
 * @example
 * ```ts
 * import { applySimilarity } from '@ssvaerr/face';
 *
 * const points = applySimilarity({ a: 0, b: 1, tx: 0, ty: 0 }, [2, 0]); // 90 degrees clockwise
 * console.log(points.join(' ')); // 0 2
 * ```
 */
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

/**
 * Returns the inverse of a similarity transform.
 *
 * @throws RangeError if its scale is 0.
 * @example
 * ```ts
 * import { invertSimilarity } from '@ssvaerr/face';
 *
 * const { a, tx } = invertSimilarity({ a: 2, b: 0, tx: 10, ty: 0 });
 * console.log(a, tx); // 0.5 -5
 * ```
 */
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
      `${where}: '${argument}' must hold pairs of x and y, got ${points.length} numbers.`,
    );
  }
  for (let i = 0; i < points.length; i++) {
    if (!Number.isFinite(points[i])) {
      throw new RangeError(`${where}: '${argument}' must be finite, got ${points[i]} at ${i}.`);
    }
  }
}

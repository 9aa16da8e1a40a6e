import { type Matrix, matrix } from './matrix.ts';

/**
 * Bilinear forms of short correlations, y = A [(G w) * (B x)] with `*` element by element: what
 * Winograd's convolutions are made of (Lavin and Gray 2016; the construction is Toom and Cook's).
 */
export interface ShortForm {
  /** [outputs, products] */
  readonly A: Matrix;
  /** [products, taps] */
  readonly G: Matrix;
  /** [products, inputs] */
  readonly B: Matrix;
}

/**
 * F(outputs, taps): y[i] = sum over k of x[i + k] w[k], evaluated at `points` and at infinity.
 *
 * @param points `outputs + taps - 2` distinct numbers. They decide the rounding error: small powers
 *   of two, and few of them far from 1.
 */
export function toomCook(outputs: number, taps: number, points: readonly number[]): ShortForm {
  const others = (j: number) => points.filter((_, l) => l !== j);
  const products = points.length + 1;
  const infinity = points.length;
  return {
    A: matrix(outputs, products, (i, j) =>
      j === infinity ? Number(i === outputs - 1) : points[j]! ** i,
    ),
    G: matrix(products, taps, (j, k) => {
      if (j === infinity) return Number(k === taps - 1);
      const scale = others(j).reduce((product, other) => product * (points[j]! - other), 1);
      return points[j]! ** k / scale;
    }),
    B: matrix(products, products, (j, k) => withRoots(j === infinity ? points : others(j))[k] ?? 0),
  };
}

/** Coefficients of the polynomial with these roots, the constant one first. */
function withRoots(roots: readonly number[]): number[] {
  let polynomial = [1];
  for (const root of roots) {
    const timesX = [0, ...polynomial];
    polynomial = timesX.map((c, i) => c - root * (polynomial[i] ?? 0));
  }
  return polynomial;
}

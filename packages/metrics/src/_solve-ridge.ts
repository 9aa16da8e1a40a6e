import { choleskySolve } from './_cholesky.ts';
import { dot } from './_dot.ts';
import type { Scatter } from './_scatter.ts';
import { LinearMap } from './linear-map.ts';

/**
 * Solves ridge regression on standardized features.
 *
 * @param scatter of `size` features and, behind them, the targets; at least 2 rows.
 * @returns undefined if `ridge` does not outweigh rounding errors.
 */
export function solveRidge(
  { columns, count, mean, products }: Scatter,
  size: number,
  ridge: number,
): LinearMap | undefined {
  const inverseStds = Float64Array.from({ length: size }, (_, i) => {
    const std = Math.sqrt(products[i * columns + i]! / count);
    // A spread below the rounding of float32 features is none.
    return std > 1e-7 * Math.abs(mean[i]!) ? 1 / std : 0;
  });
  const covariance = (row: number, i: number) =>
    (products[row * columns + i]! * inverseStds[i]!) / count;

  const matrix = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) matrix[i * size + j] = covariance(i, j) * inverseStds[i]!;
    matrix[i * size + i]! += ridge;
  }
  const solutions = Array.from({ length: columns - size }, (_, target) =>
    Float64Array.from({ length: size }, (_, i) => covariance(size + target, i)),
  );
  if (!choleskySolve(matrix, solutions, size)) return undefined;
  const weights = solutions.map((w) => w.map((weight, i) => weight * inverseStds[i]!));
  const intercepts = weights.map((w, target) => mean[size + target]! - dot(w, mean));
  return new LinearMap(weights, intercepts);
}

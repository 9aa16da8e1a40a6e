/**
 * Central differences of a scalar function in float64: the gradient without any autodiff.
 *
 * @param f a plain float64 implementation of the function under test.
 * @param at the point.
 * @param step half the distance of the two evaluations. Default 1e-5: for values near 1 the
 *   rounding error (about 1e-11) and the truncation error (step squared) balance.
 */
export function finiteDifferenceGradient(
  f: (x: readonly number[]) => number,
  at: readonly number[],
  step = 1e-5,
): number[] {
  return at.map((_, i) => {
    const shifted = (by: number) => f(at.map((x, j) => (j === i ? x + by : x)));
    return (shifted(step) - shifted(-step)) / (2 * step);
  });
}

/**
 * Solves `A x = b` for every `b`, with A symmetric and positive definite, by Cholesky's method in
 * float64. A is overwritten by its factor, each `b` by its `x`.
 *
 * @param a `[size, size]`, row by row; only the lower triangle is read.
 * @returns false, with `a` and `b` spoilt, if A is not positive definite.
 */
export function choleskySolve(a: Float64Array, b: readonly Float64Array[], size: number): boolean {
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = a[i * size + j]!;
      for (let k = 0; k < j; k++) sum -= a[i * size + k]! * a[j * size + k]!;
      if (j < i) {
        a[i * size + j] = sum / a[j * size + j]!;
      } else {
        if (!(sum > 0)) return false;
        a[i * size + i] = Math.sqrt(sum);
      }
    }
  }
  for (const x of b) {
    for (let i = 0; i < size; i++) {
      for (let k = 0; k < i; k++) x[i]! -= a[i * size + k]! * x[k]!;
      x[i]! /= a[i * size + i]!;
    }
    for (let i = size - 1; i >= 0; i--) {
      for (let k = i + 1; k < size; k++) x[i]! -= a[k * size + i]! * x[k]!;
      x[i]! /= a[i * size + i]!;
    }
  }
  return true;
}

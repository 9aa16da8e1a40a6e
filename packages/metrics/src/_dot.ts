/** The scalar product of `a` and as many values of `b` from `offset` on. */
export function dot(a: Float64Array, b: ArrayLike<number>, offset = 0): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[offset + i]!;
  return sum;
}

/** A small dense matrix, by rows. */
export type Matrix = readonly (readonly number[])[];

export const matrix = (
  rows: number,
  columns: number,
  entry: (i: number, j: number) => number,
): Matrix =>
  Array.from({ length: rows }, (_, i) => Array.from({ length: columns }, (_, j) => entry(i, j)));

export const transposed = (m: Matrix): Matrix =>
  matrix(m[0]!.length, m.length, (i, j) => m[j]![i]!);

/** The Kronecker product: row (i, k), column (j, l) is a[i][j] * b[k][l]. */
export function kronecker(a: Matrix, b: Matrix): Matrix {
  const [rows, columns] = [b.length, b[0]!.length];
  return matrix(
    a.length * rows,
    a[0]!.length * columns,
    (i, j) => a[Math.floor(i / rows)]![Math.floor(j / columns)]! * b[i % rows]![j % columns]!,
  );
}

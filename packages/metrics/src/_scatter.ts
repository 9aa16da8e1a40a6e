/**
 * Mean and scatter matrix (sum of outer products of deviations) of rows that come chunk by chunk, in
 * float64. Memory grows with the columns squared, not with the rows.
 *
 * @see Chan, Golub and LeVeque 1983, for merging: raw sums of squares would cancel.
 */
export class Scatter {
  readonly columns: number;
  /** Rows so far. */
  count = 0;
  /** `[columns]`. */
  readonly mean: Float64Array;
  /** `[columns, columns]`, row by row; the lower triangle. */
  readonly products: Float64Array;

  constructor(columns: number) {
    this.columns = columns;
    this.mean = new Float64Array(columns);
    this.products = new Float64Array(columns * columns);
  }

  /** Adds rows, `[count, columns]`; overwrites them. */
  add(rows: Float64Array): void {
    const { columns, mean } = this;
    const count = rows.length / columns;
    if (count === 0) return;
    const own = new Float64Array(columns);
    rows.forEach((value, i) => {
      own[i % columns]! += value / count;
    });
    rows.forEach((value, i) => {
      rows[i] = value - own[i % columns]!;
    });
    const total = this.count + count;
    const shift = own.map((value, i) => value - mean[i]!);
    for (let row = 0; row < count; row++) {
      this.#addOuter(rows.subarray(row * columns, (row + 1) * columns), 1);
    }
    this.#addOuter(shift, (this.count * count) / total);
    shift.forEach((value, i) => {
      mean[i]! += (value * count) / total;
    });
    this.count = total;
  }

  #addOuter(vector: Float64Array, weight: number): void {
    const { columns, products } = this;
    for (let i = 0; i < columns; i++) {
      const factor = vector[i]! * weight;
      for (let j = 0; j <= i; j++) products[i * columns + j]! += factor * vector[j]!;
    }
  }
}

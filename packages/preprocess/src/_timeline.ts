/** Summarizes a value over time in a few hundred numbers, however long it lasts: means over equal parts. */
export class Timeline {
  readonly #most: number;
  #sums: number[] = [];
  /** Values per part. */
  #width = 1;
  #count = 0;

  /** @param most Largest number of parts, an even number. Once there are as many values, at least half as many. */
  constructor(most = 400) {
    this.#most = most;
  }

  add(value: number): void {
    const part = Math.floor(this.#count / this.#width);
    this.#sums[part] = (this.#sums[part] ?? 0) + value;
    this.#count++;
    if (this.#count < this.#most * this.#width) return;
    this.#sums = Array.from(
      { length: this.#most / 2 },
      (_, i) => this.#sums[2 * i]! + this.#sums[2 * i + 1]!,
    );
    this.#width *= 2;
  }

  /** Number of values that were added. */
  get count(): number {
    return this.#count;
  }

  /** Computes the means, to two decimals. The last part may be shorter. */
  means(): number[] {
    const last = this.#sums.length - 1;
    const widths = this.#sums.map((_, i) =>
      i < last ? this.#width : this.#count - last * this.#width,
    );
    return this.#sums.map((sum, i) => Math.round((100 * sum) / widths[i]!) / 100);
  }
}

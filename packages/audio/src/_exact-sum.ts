/**
 * A sum of float64 without rounding error. It is stored as several numbers whose bits do not overlap, and rounded once when
 * read, so the order of the numbers and their division into parts do not matter.
 *
 * @see Shewchuk, Adaptive precision floating-point arithmetic, 1997; Python's `math.fsum`.
 */
export class ExactSum {
  /** Parts of the sum, ascending in magnitude. */
  #parts: number[] = [];

  add(value: number): void {
    let high = value;
    let kept = 0;
    for (const part of this.#parts) {
      // Knuth's sum of two: high + low is the exact sum.
      const sum = high + part;
      const second = sum - high;
      const low = high - (sum - second) + (part - second);
      if (low !== 0) this.#parts[kept++] = low;
      high = sum;
    }
    this.#parts.length = kept;
    this.#parts.push(high);
  }

  /** Adds everything that `other` has summed. */
  merge(other: ExactSum): void {
    for (const part of [...other.#parts]) this.add(part);
  }

  /** Returns the correctly rounded sum. */
  value(): number {
    const parts = [...this.#parts];
    let high = parts.pop() ?? 0;
    let low = 0;
    while (parts.length > 0 && low === 0) {
      const part = parts.pop()!;
      const sum = high + part;
      low = part - (sum - high);
      high = sum;
    }
    // Halfway between two numbers, the remaining parts decide, not the even digit.
    const left = parts.pop() ?? 0;
    if (left * low > 0) {
      const twice = high + 2 * low;
      if (twice - high === 2 * low) return twice;
    }
    return high;
  }
}

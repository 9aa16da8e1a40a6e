import { assertInteger, countRows, mustBe } from './_checks.ts';
import { ExactSum } from './_exact-sum.ts';

/** Mean and standard deviation of each dimension. They are plain data: JSON keeps every digit. */
export interface FeatureMoments {
  /** Mean of each dimension. */
  readonly mean: readonly number[];
  /** Population standard deviation (1/n) of each dimension, >= 0. */
  readonly std: readonly number[];
}

/**
 * Computes mean and standard deviation of each dimension over any number of chunks. `standardize` takes those of the
 * training set. The sums are exact, so any order and division of the same rows gives the same result to the last bit.
 * @example
 * ```ts
 * import { FeatureStatistics } from '@ssvaerr/audio';
 *
 * const statistics = new FeatureStatistics(2);
 * statistics.update(Float32Array.of(0, 10, 2, 10)); // two rows
 * console.log(statistics.result()); // { mean: [ 1, 10 ], std: [ 1, 0 ] }
 * ```
 */
export class FeatureStatistics {
  readonly #width: number;
  readonly #sums: readonly ExactSum[];
  readonly #squares: readonly ExactSum[];
  #count = 0;

  /**
   * @param width features per row, an integer >= 1.
   * @throws RangeError if `width` is not an integer >= 1.
   */
  constructor(width: number) {
    assertInteger('FeatureStatistics', 'width', width, 1);
    this.#width = width;
    this.#sums = Array.from({ length: width }, () => new ExactSum());
    this.#squares = Array.from({ length: width }, () => new ExactSum());
  }

  /** The number of rows so far. */
  get count(): number {
    return this.#count;
  }

  /**
   * Adds rows.
   *
   * @param features `[rows, width]`.
   * @throws TypeError if `features` is not a Float32Array; RangeError if it holds NaN, infinities or an incomplete row.
   *   Nothing is added then.
   */
  update(features: Float32Array): void {
    this.#count += countRows('FeatureStatistics.update', features, this.#width);
    for (let i = 0; i < features.length; i++) {
      const value = features[i]!;
      this.#sums[i % this.#width]!.add(value);
      this.#squares[i % this.#width]!.add(value * value); // exact: twice 24 bits
    }
  }

  /**
   * Adds all rows of `other`, which stays unchanged.
   *
   * @throws RangeError if `other` has another width.
   */
  merge(other: FeatureStatistics): void {
    if (other.#width !== this.#width) {
      const where = 'FeatureStatistics.merge';
      throw mustBe(where, 'other', `have width ${this.#width}`, other.#width);
    }
    this.#count += other.#count;
    this.#sums.forEach((sum, d) => {
      sum.merge(other.#sums[d]!);
    });
    this.#squares.forEach((sum, d) => {
      sum.merge(other.#squares[d]!);
    });
  }

  /**
   * Returns mean and standard deviation over all rows so far. A constant dimension has a standard deviation of exactly 0.
   *
   * @throws RangeError if there is no row.
   */
  result(): FeatureMoments {
    const n = this.#count;
    if (n === 0) throw mustBe('FeatureStatistics.result', 'count', 'be > 0', n);
    const mean = this.#sums.map((sum) => sum.value() / n);
    const std = this.#squares.map((squares, d) => {
      // Equal numbers cancel exactly: both sides are n x^2, rounded once.
      const deviations = squares.value() - n * (mean[d]! * mean[d]!);
      return Math.sqrt(Math.max(deviations, 0) / n);
    });
    return { mean, std };
  }
}

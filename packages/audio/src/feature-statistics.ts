import { assertInteger, countRows, mustBe } from './_checks.ts';
import { ExactSum } from './_exact-sum.ts';

/** Moments of features over all rows, one number per dimension. Plain data: JSON keeps every digit. */
export interface FeatureMoments {
  readonly mean: readonly number[];
  /** Standard deviation of the population (1/n), >= 0. */
  readonly std: readonly number[];
}

/**
 * Mean and standard deviation of each dimension over any number of chunks: those of the training set are
 * what `standardize` takes. Sums are exact, so any order and any division of the same rows gives the same
 * numbers to the last bit.
 *
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
   * @param width features of a row, an integer >= 1.
   * @throws RangeError on another width.
   */
  constructor(width: number) {
    assertInteger('FeatureStatistics', 'width', width, 1);
    this.#width = width;
    this.#sums = Array.from({ length: width }, () => new ExactSum());
    this.#squares = Array.from({ length: width }, () => new ExactSum());
  }

  /** Rows so far. */
  get count(): number {
    return this.#count;
  }

  /**
   * Adds rows.
   *
   * @param features `[rows, width]`.
   * @throws TypeError if not a Float32Array; RangeError, with nothing added, on NaN and infinities and on a
   *   part of a row.
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
   * Adds all rows that `other` has seen, and leaves `other` as it is.
   *
   * @throws RangeError if it has another width.
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
   * Mean and standard deviation over all rows so far; a dimension that never changed has exactly 0.
   *
   * @throws RangeError without a row.
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

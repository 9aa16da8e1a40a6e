import { assertCount, assertFinite, assertLength, framesOf, keptFrames } from './_checks.ts';
import { Scatter } from './_scatter.ts';
import { solveRidge } from './_solve-ridge.ts';
import type { LinearMap } from './linear-map.ts';

/** Options of {@link RidgeRegression}. */
export interface RidgeRegressionOptions {
  /** Numbers a frame to predict from, >= 1. */
  readonly features: number;
  /** Numbers a frame to predict, >= 1. Default 1. */
  readonly targets?: number;
}

/**
 * Fits ridge regression on standardized features in closed form, from any number of chunks of frames.
 *
 * With z the features minus their mean, divided by their standard deviation (constant ones are left
 * out), it minimizes `mean((w z + b - y)^2) + ridge |w|^2`, `b` unpenalized, by Cholesky's method in
 * float64. It holds one matrix `[features + targets, features + targets]`, whatever the number of frames.
 *
 * @example
 * ```ts
 * import { RidgeRegression } from '@ssvaerr/metrics';
 *
 * const regression = new RidgeRegression({ features: 2 });
 * regression.update([0, 0, 1, 0, 0, 1], [1, 3, 0]); // three frames: y = 1 + 2 a - b
 * console.log(regression.fit(1e-9).predict([1, 1])[0]!.toFixed(3)); // 2.000
 * ```
 */
export class RidgeRegression {
  readonly features: number;
  readonly targets: number;
  readonly #scatter: Scatter;

  /** @throws RangeError if an option is not an integer >= 1. */
  constructor({ features, targets = 1 }: RidgeRegressionOptions) {
    assertCount('RidgeRegression', 'features', features);
    assertCount('RidgeRegression', 'targets', targets);
    this.features = features;
    this.targets = targets;
    this.#scatter = new Scatter(features + targets);
  }

  /** Frames so far. */
  get count(): number {
    return this.#scatter.count;
  }

  /**
   * Adds frames.
   *
   * @param features `[frames, features]`, row-major.
   * @param targets `[frames, targets]`, row-major.
   * @param mask `[frames]`: 0 or false drops a frame, whatever it holds; 1 or true keeps it. Default:
   *   every frame counts.
   * @throws RangeError, with nothing added, on lengths that differ, on a mask entry that is not 0 or
   *   1, and on a kept value that is not finite; TypeError on what is not an array.
   */
  update(
    features: ArrayLike<number>,
    targets: ArrayLike<number>,
    mask?: ArrayLike<number | boolean>,
  ): void {
    const where = 'RidgeRegression.update';
    const frames = framesOf(where, 'features', features, this.features);
    assertLength(where, 'targets', targets, frames * this.targets);
    const kept = keptFrames(where, frames, mask);
    assertFinite(where, 'features', features, this.features, kept);
    assertFinite(where, 'targets', targets, this.targets, kept);
    const { columns } = this.#scatter;
    const rows = new Float64Array(kept.length * columns);
    for (const [row, frame] of kept.entries()) {
      for (let i = 0; i < columns; i++) {
        rows[row * columns + i] =
          i < this.features
            ? features[frame * this.features + i]!
            : targets[frame * this.targets + i - this.features]!;
      }
    }
    this.#scatter.add(rows);
  }

  /**
   * Solves for the frames so far, which stay: several ridges can be compared.
   *
   * @param ridge weight of the squared norm of the regression's weights beside the mean squared error,
   *   finite, > 0: scikit-learn's `alpha` divided by the number of frames.
   * @throws RangeError on fewer than 2 frames, and on a ridge that is not such a number or is too small
   *   for the features.
   */
  fit(ridge = 1e-3): LinearMap {
    const { count } = this;
    if (!(Number.isFinite(ridge) && ridge > 0)) {
      throw new RangeError(`RidgeRegression.fit: 'ridge' must be finite and > 0, got ${ridge}.`);
    }
    if (count < 2) {
      throw new RangeError(`RidgeRegression.fit: 'update' must have added 2 frames, got ${count}.`);
    }
    const map = solveRidge(this.#scatter, this.features, ridge);
    if (!map) {
      throw new RangeError(
        `RidgeRegression.fit: 'ridge' must outweigh rounding errors, got ${ridge}.`,
      );
    }
    return map;
  }
}

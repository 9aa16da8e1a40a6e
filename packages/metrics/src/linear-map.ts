import { framesOf } from './_checks.ts';
import { dot } from './_dot.ts';

/** A fitted regression, in units of the features. */
export class LinearMap {
  /** `[targets, features]`. */
  readonly weights: readonly Float64Array[];
  /** `[targets]`. */
  readonly intercepts: readonly number[];

  /** `RidgeRegression.fit` makes one. */
  constructor(weights: readonly Float64Array[], intercepts: readonly number[]) {
    this.weights = weights;
    this.intercepts = intercepts;
  }

  /**
   * Predicts the targets of every frame.
   *
   * @param features `[frames, features]`, row-major.
   * @returns `[frames, targets]`, row-major.
   * @throws RangeError on a length that is not a multiple of the number of features.
   */
  predict(features: ArrayLike<number>): Float64Array {
    const { weights, intercepts } = this;
    const size = weights[0]!.length;
    const frames = framesOf('LinearMap.predict', 'features', features, size);
    const predictions = new Float64Array(frames * weights.length);
    for (let i = 0; i < predictions.length; i++) {
      const target = i % weights.length;
      const frame = (i - target) / weights.length;
      predictions[i] = dot(weights[target]!, features, frame * size) + intercepts[target]!;
    }
    return predictions;
  }
}

import { isArrayLike } from './_checks.ts';

/** Agreement of predictions and targets, over all frames that count. */
export interface CccResult {
  /** Frames that counted. */
  readonly count: number;
  /** Concordance correlation, in [-1, 1]; NaN if `count` is 0. */
  readonly ccc: number;
  /** Pearson's correlation, in [-1, 1] and never nearer to 0 than `ccc`; NaN if `count` is 0. */
  readonly pcc: number;
  /** Mean squared error; NaN if `count` is 0. */
  readonly mse: number;
  /** Its root, in units of the labels. */
  readonly rmse: number;
}

/** Sums about the means: what can be merged without loss of digits. */
interface Moments {
  readonly count: number;
  readonly meanP: number;
  readonly meanT: number;
  /** Sums of squared deviations, of their products, and of squared errors. */
  readonly squaresP: number;
  readonly squaresT: number;
  readonly products: number;
  readonly errors: number;
}

const none: Moments = {
  count: 0,
  meanP: 0,
  meanT: 0,
  squaresP: 0,
  squaresT: 0,
  products: 0,
  errors: 0,
};

/** The default of `ccc`, so that loss and metric are one function of the frames. */
const epsilon = 1e-8;

/**
 * CCC, PCC and RMSE of one label dimension over any number of chunks, in float64 on plain arrays:
 * the paper's metric, "calculated on the combined videos of the test set". Any order and any cut of
 * the same frames gives the same result up to rounding.
 *
 * For the mean per-video CCC take one metric per video, and average.
 *
 * @see Lin 1989 (biased moments, epsilon 1e-8 in the denominator, as in `ccc`); Chan, Golub and
 *   LeVeque 1983 for merging.
 */
export class CccMetric {
  #moments = none;

  /**
   * Adds frames.
   *
   * @param prediction numbers, `[time]`.
   * @param target numbers, `[time]`.
   * @param mask 0 or false drops a frame, whatever it holds; 1 or true keeps it. Default: all count.
   * @throws RangeError, with nothing added, on lengths that differ, on a mask entry that is not 0 or
   *   1, and on a kept frame that is not finite: a missing label is masked, not guessed.
   */
  update(
    prediction: ArrayLike<number>,
    target: ArrayLike<number>,
    mask?: ArrayLike<number | boolean>,
  ): void {
    assertLength('prediction', prediction);
    assertLength('target', target, prediction.length);
    if (mask !== undefined) assertLength('mask', mask, prediction.length);
    const p: number[] = [];
    const t: number[] = [];
    for (let i = 0; i < prediction.length; i++) {
      if (!isKept(mask, i)) continue;
      p.push(finite('prediction', prediction, i));
      t.push(finite('target', target, i));
    }
    this.#moments = merged(this.#moments, momentsOf(p, t));
  }

  /** Adds all frames that `other` has seen, and leaves `other` as it is. */
  merge(other: CccMetric): void {
    this.#moments = merged(this.#moments, other.#moments);
  }

  /** Agreement over all frames so far. */
  result(): CccResult {
    const { count, meanP, meanT, squaresP, squaresT, products, errors } = this.#moments;
    const covariance = products / count;
    const [varianceP, varianceT] = [squaresP / count, squaresT / count];
    const shift = (meanP - meanT) ** 2;
    const mse = errors / count;
    return {
      count,
      ccc: (2 * covariance) / (varianceP + varianceT + shift + epsilon),
      // Half the epsilon keeps |ccc| <= |pcc|, by the inequality of the means.
      pcc: covariance / (Math.sqrt(varianceP * varianceT) + epsilon / 2),
      mse,
      rmse: Math.sqrt(mse),
    };
  }
}

/** Two passes: means, then deviations. */
function momentsOf(p: readonly number[], t: readonly number[]): Moments {
  const count = p.length;
  if (count === 0) return none;
  const mean = (values: readonly number[]) => values.reduce((sum, v) => sum + v, 0) / count;
  const [meanP, meanT] = [mean(p), mean(t)];
  let [squaresP, squaresT, products, errors] = [0, 0, 0, 0];
  for (let i = 0; i < count; i++) {
    const [dp, dt] = [p[i]! - meanP, t[i]! - meanT];
    squaresP += dp * dp;
    squaresT += dt * dt;
    products += dp * dt;
    errors += (p[i]! - t[i]!) ** 2;
  }
  return { count, meanP, meanT, squaresP, squaresT, products, errors };
}

function merged(a: Moments, b: Moments): Moments {
  if (b.count === 0) return a;
  const count = a.count + b.count;
  const [dp, dt] = [b.meanP - a.meanP, b.meanT - a.meanT];
  const weight = (a.count / count) * b.count;
  return {
    count,
    meanP: a.meanP + dp * (b.count / count),
    meanT: a.meanT + dt * (b.count / count),
    squaresP: a.squaresP + b.squaresP + dp * dp * weight,
    squaresT: a.squaresT + b.squaresT + dt * dt * weight,
    products: a.products + b.products + dp * dt * weight,
    errors: a.errors + b.errors,
  };
}

function assertLength(argument: string, values: ArrayLike<unknown>, length?: number): void {
  if (!isArrayLike(values)) {
    throw new TypeError(`CccMetric.update: '${argument}' must be an array, got ${typeof values}.`);
  }
  if (length !== undefined && values.length !== length) {
    throw new RangeError(
      `CccMetric.update: '${argument}' must be as long as the prediction (${length}), got ${values.length}.`,
    );
  }
}

function isKept(mask: ArrayLike<number | boolean> | undefined, i: number): boolean {
  const entry = mask ? mask[i] : true;
  if (entry === 1 || entry === true) return true;
  if (entry === 0 || entry === false) return false;
  throw new RangeError(`CccMetric.update: 'mask' must hold 0 and 1, got ${entry} at ${i}.`);
}

function finite(argument: string, values: ArrayLike<number>, i: number): number {
  const value = values[i];
  if (!Number.isFinite(value)) {
    throw new RangeError(
      `CccMetric.update: '${argument}' must be finite where it is not masked, got ${value} at ${i}.`,
    );
  }
  return value as number;
}

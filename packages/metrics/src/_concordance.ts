import type { Moments } from './_moments.ts';

/** Agreement of predictions and targets of one output, over all frames that count. */
export interface Concordance {
  /** Frames that counted. */
  readonly count: number;
  /** Concordance correlation, in [-1, 1]; NaN if `count` is 0. */
  readonly ccc: number;
  /** Pearson's correlation, in [-1, 1] and never nearer to 0 than `ccc`; NaN if `count` is 0. */
  readonly pcc: number;
  /** Mean squared error; NaN if `count` is 0. */
  readonly mse: number;
  /** Root of the mean squared error, in units of the targets. */
  readonly rmse: number;
}

/** The default of `ccc` in `@ssvaerr/losses`, so that loss and metric are one function of the frames. */
const lossEpsilon = 1e-8;

/**
 * The package's CCC and PCC, with moments divided by n; NaN if the count is 0.
 *
 * @param epsilon what is added to the denominator of CCC; 0 makes both independent of the values' unit.
 */
export function concordance(moments: Moments, epsilon = lossEpsilon): Concordance {
  const { count, meanP, meanT, squaresP, squaresT, products, errors } = moments;
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

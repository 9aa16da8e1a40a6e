import type { Moments } from './_moments.ts';
import type { Concordance } from './concordance-metric.ts';

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

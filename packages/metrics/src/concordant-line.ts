import { assertArray } from './_checks.ts';

/** A map of predictions: `scale * x + bias`. */
export interface Line {
  readonly scale: number;
  readonly bias: number;
}

/** The coefficients of a line that may be moved. */
export interface FreeCoefficients {
  /** Whether `scale` may differ from 1. */
  readonly scale: boolean;
  /** Whether `bias` may differ from 0. */
  readonly bias: boolean;
}

/**
 * Finds the line that makes predictions agree best with labels, by the concordance correlation over
 * all of them: with c their covariance,
 * `CCC = 2 s c / (var y + s^2 var p + (mean y - s mean p - b)^2)`, which for c > 0 is highest at
 *
 *     bias alone (s = 1):   b = mean y - mean p
 *     scale alone (b = 0):  s = sqrt(mean y^2 / mean p^2)
 *     both:                 s = std y / std p,  b = mean y - s mean p, where CCC is Pearson's
 *
 * @param predictions `[frames]`, at least one.
 * @param labels `[frames]`.
 * @param free the coefficients that may be moved.
 * @returns the line; its scale is 1 where the predictions or the labels do not vary.
 * @throws RangeError on lengths that differ or are 0.
 * @example
 * ```ts
 * import { concordantLine } from '@ssvaerr/metrics';
 *
 * const free = { scale: true, bias: true };
 * const { scale, bias } = concordantLine([0, 1, 2], [1, 3, 5], free);
 * console.log(scale.toFixed(2), bias.toFixed(2)); // 2.00 1.00
 * ```
 */
export function concordantLine(
  predictions: ArrayLike<number>,
  labels: ArrayLike<number>,
  free: FreeCoefficients,
): Line {
  assertArray('concordantLine', 'predictions', predictions);
  assertArray('concordantLine', 'labels', labels);
  if (predictions.length !== labels.length || labels.length === 0) {
    throw new RangeError(
      `concordantLine: 'labels' must be as many as the predictions and at least one, got ${labels.length} for ${predictions.length}.`,
    );
  }
  const [p, y] = [moments(predictions), moments(labels)];
  const spread = free.bias
    ? y.variance / p.variance
    : (y.variance + y.mean ** 2) / (p.variance + p.mean ** 2);
  const usable = free.scale && Number.isFinite(spread) && spread > 0;
  const scale = usable ? Math.sqrt(spread) : 1;
  return { scale, bias: free.bias ? y.mean - scale * p.mean : 0 };
}

/** The variance is divided by n, as in CCC. */
function moments(values: ArrayLike<number>): { mean: number; variance: number } {
  const all = Float64Array.from(values);
  const mean = all.reduce((sum, x) => sum + x, 0) / all.length;
  const variance = all.reduce((sum, x) => sum + (x - mean) ** 2, 0) / all.length;
  return { mean, variance };
}

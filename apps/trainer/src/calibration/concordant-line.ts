/** What is done to a prediction: `scale * x + bias`. */
export interface Line {
  readonly scale: number;
  readonly bias: number;
}

/**
 * The line that makes predictions agree best with labels, by the concordance correlation over all of them:
 * with c their covariance, `CCC = 2 s c / (var y + s^2 var p + (mean y - s mean p - b)^2)`, which for c > 0 is
 * highest at
 *
 *     bias alone (s = 1):   b = mean y - mean p
 *     scale alone (b = 0):  s = sqrt(mean y^2 / mean p^2)
 *     both:                 s = std y / std p,  b = mean y - s mean p, where CCC is Pearson's
 *
 * @param predictions as many as labels, at least one.
 * @param free what may be moved.
 * @returns `scale` 1 where the predictions or labels do not vary.
 */
export function concordantLine(
  predictions: Float32Array,
  labels: Float32Array,
  free: { readonly scale: boolean; readonly bias: boolean },
): Line {
  if (predictions.length !== labels.length || labels.length === 0) {
    throw new RangeError(
      `concordantLine: 'labels' must be as many as the predictions and some, got ${labels.length} for ${predictions.length}.`,
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

/** Of the values themselves: variance by 1/n, as CCC has it. */
function moments(values: Float32Array): { mean: number; variance: number } {
  const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
  const variance = values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / values.length;
  return { mean, variance };
}

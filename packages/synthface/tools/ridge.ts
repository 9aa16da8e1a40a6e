/** A linear model of one target. */
export interface Ridge {
  readonly mean: Float64Array;
  readonly weights: Float64Array;
  readonly bias: number;
}

/**
 * Ridge regression of each target on the same rows: normal equations of standardised features and
 * Cholesky. `penalty` is per row: it compares with the features' variance of 1.
 *
 * @param rows n rows of d features.
 * @param targets k arrays of n values.
 * @returns k models for each penalty.
 */
export function fitRidge(
  rows: readonly ArrayLike<number>[],
  targets: readonly ArrayLike<number>[],
  penalties: readonly number[],
): Ridge[][] {
  const [n, d] = [rows.length, rows[0]!.length];
  const mean = new Float64Array(d);
  const scale = new Float64Array(d);
  for (const row of rows) for (let j = 0; j < d; j++) mean[j]! += row[j]! / n;
  for (const row of rows) for (let j = 0; j < d; j++) scale[j]! += (row[j]! - mean[j]!) ** 2 / n;
  for (let j = 0; j < d; j++) scale[j] = 1 / Math.sqrt(scale[j]! + 1e-12);

  const gram = new Float64Array(d * d);
  const moments = targets.map(() => new Float64Array(d));
  const bias = targets.map((target) => Array.from(target).reduce((sum, y) => sum + y, 0) / n);
  const z = new Float64Array(d);
  rows.forEach((row, i) => {
    for (let j = 0; j < d; j++) z[j] = (row[j]! - mean[j]!) * scale[j]!;
    for (let j = 0; j < d; j++) {
      const zj = z[j]! / n;
      for (let k = 0; k <= j; k++) gram[j * d + k]! += zj * z[k]!;
      for (let t = 0; t < targets.length; t++) moments[t]![j]! += zj * (targets[t]![i]! - bias[t]!);
    }
  });
  return penalties.map((penalty) => {
    const factor = cholesky(gram, d, penalty);
    return moments.map((moment, t) => {
      const weights = solve(factor, d, moment).map((w, j) => w * scale[j]!);
      return { mean, weights, bias: bias[t]! };
    });
  });
}

export function predictRidge({ mean, weights, bias }: Ridge, row: ArrayLike<number>): number {
  let sum = bias;
  for (let j = 0; j < weights.length; j++) sum += weights[j]! * (row[j]! - mean[j]!);
  return sum;
}

/** Concordance correlation with biased moments (Lin 1989); 0 for two constants. */
export function cccOf(prediction: ArrayLike<number>, target: ArrayLike<number>): number {
  const n = target.length;
  let [meanP, meanT] = [0, 0];
  for (let i = 0; i < n; i++) {
    meanP += prediction[i]! / n;
    meanT += target[i]! / n;
  }
  let [pp, tt, pt] = [0, 0, 0];
  for (let i = 0; i < n; i++) {
    const [p, t] = [prediction[i]! - meanP, target[i]! - meanT];
    pp += (p * p) / n;
    tt += (t * t) / n;
    pt += (p * t) / n;
  }
  const spread = pp + tt + (meanP - meanT) ** 2;
  return spread === 0 ? 0 : (2 * pt) / spread;
}

/** Lower triangle L of `gram + penalty I`, row by row. */
function cholesky(gram: Float64Array, d: number, penalty: number): Float64Array {
  const factor = new Float64Array(d * d);
  for (let i = 0; i < d; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = gram[i * d + j]! + (i === j ? penalty : 0);
      for (let k = 0; k < j; k++) sum -= factor[i * d + k]! * factor[j * d + k]!;
      factor[i * d + j] = i === j ? Math.sqrt(sum) : sum / factor[j * d + j]!;
    }
  }
  return factor;
}

function solve(factor: Float64Array, d: number, right: Float64Array): Float64Array {
  const x = Float64Array.from(right);
  for (let i = 0; i < d; i++) {
    for (let k = 0; k < i; k++) x[i]! -= factor[i * d + k]! * x[k]!;
    x[i]! /= factor[i * d + i]!;
  }
  for (let i = d - 1; i >= 0; i--) {
    for (let k = i + 1; k < d; k++) x[i]! -= factor[k * d + i]! * x[k]!;
    x[i]! /= factor[i * d + i]!;
  }
  return x;
}

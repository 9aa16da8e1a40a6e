/** Counts, means and sums about the means of predictions and targets: they merge without loss of digits. */
export interface Moments {
  readonly count: number;
  readonly meanP: number;
  readonly meanT: number;
  /** Sums of squared deviations, of their products, and of squared errors. */
  readonly squaresP: number;
  readonly squaresT: number;
  readonly products: number;
  readonly errors: number;
}

export const noMoments: Moments = {
  count: 0,
  meanP: 0,
  meanT: 0,
  squaresP: 0,
  squaresT: 0,
  products: 0,
  errors: 0,
};

/** Two passes: means, then deviations. */
export function momentsOf(p: readonly number[], t: readonly number[]): Moments {
  const count = p.length;
  if (count === 0) return noMoments;
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

/** @see Chan, Golub and LeVeque 1983. */
export function mergedMoments(a: Moments, b: Moments): Moments {
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

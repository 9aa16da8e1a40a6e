import { featuresOfClip } from './_features-of-clip.ts';
import { type Concordance, ConcordanceMetric } from './concordance-metric.ts';
import type { LinearMap } from './linear-map.ts';
import type { ProbeClips, ProbeSplits } from './probe-clip.ts';
import { RidgeRegression } from './ridge-regression.ts';

/** Options of {@link linearProbe}. */
export interface LinearProbeOptions {
  /**
   * Weight of the squared norm of the regression's weights beside the mean squared error, for
   * standardized features; finite, > 0. If there are several, the one with the highest mean CCC on the
   * validation clips is used. Default 1e-3.
   */
  readonly ridge?: number | readonly number[];
}

/** The predicted values of every frame, `[frames]` each. */
export interface ProbePrediction {
  readonly arousal: Float32Array;
  readonly valence: Float32Array;
}

/** Agreement with the labels of the test clips, over all frames together. */
export interface LinearProbeResult {
  readonly arousal: Concordance;
  readonly valence: Concordance;
  /** The value that was used. */
  readonly ridge: number;
  /** Applies the regression to features, `[frames, features]`. */
  predict(features: ArrayLike<number>): ProbePrediction;
}

/**
 * Measures how much of arousal and valence a linear map can read off frozen features: ridge regression
 * ({@link RidgeRegression}) on the training clips, scored on the test clips. Predictions are not clipped
 * to [-1, 1]. One clip is held at a time.
 *
 * @param clips each split is read once, `train` first.
 * @throws RangeError on lengths that do not fit, a number of features that differs between clips, a
 *   mask entry that is not 0 or 1, a kept value that is not finite, fewer than 2 frames to train on or
 *   none to test on, or `ridge`.
 * @example
 * ```ts
 * import { linearProbe } from '@ssvaerr/metrics';
 *
 * const clip = { features: [-1, 0, 1], labels: [-0.5, 0.2, 0, 0.1, 0.5, 0] }; // 3 frames, 1 feature
 * const { arousal } = await linearProbe({ train: [clip], test: [clip] });
 * console.log(arousal.ccc.toFixed(3)); // 1.000
 * ```
 */
export async function linearProbe(
  { train, validation, test }: ProbeSplits,
  { ridge = 1e-3 }: LinearProbeOptions = {},
): Promise<LinearProbeResult> {
  const ridges = typeof ridge === 'number' ? [ridge] : ridge;
  const bad = ridges.find((value) => !(Number.isFinite(value) && value > 0));
  if (bad !== undefined || ridges.length === 0) {
    throw new RangeError(`linearProbe: 'ridge' must be finite and > 0, got ${bad ?? 'none'}.`);
  }
  if (ridges.length > 1 && !validation) {
    throw new RangeError("linearProbe: 'validation' must be given to choose among several ridges.");
  }
  let regression: RidgeRegression | undefined;
  for await (const clip of train) {
    const features = featuresOfClip('train', clip, regression?.features);
    regression ??= new RidgeRegression({ features, targets: 2 });
    regression.update(clip.features, clip.labels, clip.mask);
  }
  if (!regression || regression.count < 2) {
    const count = regression?.count ?? 0;
    throw new RangeError(`linearProbe: 'train' must hold 2 frames that count, got ${count}.`);
  }
  const { features } = regression;
  const maps = ridges.map((value) => regression.fit(value));
  let best = 0;
  if (validation && ridges.length > 1) {
    const scores = await score('validation', validation, maps, features);
    const means = scores.map(({ arousal, valence }) => (arousal.ccc + valence.ccc) / 2);
    best = means.reduce((highest, mean, i) => (mean > means[highest]! ? i : highest), 0);
  }
  const map = maps[best]!;
  const [agreement] = await score('test', test, [map], features);
  return { ...agreement!, ridge: ridges[best]!, predict: (features) => predict(map, features) };
}

/** Agreement of each of several regressions over all frames of a split, which is read once. */
async function score(
  split: string,
  clips: ProbeClips,
  maps: readonly LinearMap[],
  features: number,
): Promise<Pick<LinearProbeResult, 'arousal' | 'valence'>[]> {
  const metrics = maps.map(() => new ConcordanceMetric({ outputs: 2 }));
  for await (const clip of clips) {
    featuresOfClip(split, clip, features);
    for (const [i, map] of maps.entries()) {
      metrics[i]!.update(map.predict(clip.features), clip.labels, clip.mask);
    }
  }
  return metrics.map((metric) => {
    const [arousal, valence] = metric.compute() as readonly [Concordance, Concordance];
    if (arousal.count === 0) {
      throw new RangeError(`linearProbe: '${split}' must hold a frame that counts, got none.`);
    }
    return { arousal, valence };
  });
}

function predict(map: LinearMap, features: ArrayLike<number>): ProbePrediction {
  const both = map.predict(features);
  const column = (target: number) => Float32Array.from(both.filter((_, i) => i % 2 === target));
  return { arousal: column(0), valence: column(1) };
}

import { CccMetric, type CccResult } from '@ssvaerr/losses';
import { choleskySolve } from './_cholesky.ts';
import { Scatter } from './_scatter.ts';

/** One clip through a frozen encoder, and its labels; any numeric arrays, row by row. */
export interface ProbeClip {
  /** `[time, features]`. */
  readonly features: ArrayLike<number>;
  /** `[time, 2]`: (arousal, valence). */
  readonly labels: ArrayLike<number>;
  /** `[time]`: 0 or false drops a frame, whatever it holds; 1 or true keeps it. Default: all count. */
  readonly mask?: ArrayLike<number | boolean>;
}

/** Clips, made one after the other as they are asked for. */
export type ProbeClips = Iterable<ProbeClip> | AsyncIterable<ProbeClip>;

/** Options of {@link linearProbe}. */
export interface LinearProbeOptions {
  /**
   * Weight of the squared norm of the regression's weights, beside the mean squared error and for
   * standardised features; finite, > 0. Of several, the one with the highest mean CCC on the
   * validation clips. Default 1e-3.
   */
  readonly ridge?: number | readonly number[];
}

/** Clips by what they are for. */
export interface ProbeSplits {
  readonly train: ProbeClips;
  /** Needed to choose among several `ridge`. */
  readonly validation?: ProbeClips;
  readonly test: ProbeClips;
}

/** The values of every frame, `[time]` each. */
export interface ProbePrediction {
  readonly arousal: Float32Array;
  readonly valence: Float32Array;
}

/** Agreement with the labels of the test clips, all frames taken together. */
export interface LinearProbeResult {
  readonly arousal: CccResult;
  readonly valence: CccResult;
  /** The one that was used. */
  readonly ridge: number;
  /** The regression itself, from `[time, features]`. */
  predict(features: ArrayLike<number>): ProbePrediction;
}

/**
 * How much of arousal and valence can be read off frozen features by a linear map: ridge regression
 * on the standardised features of the training clips, in closed form, scored on the test clips.
 *
 * With z the features minus their training mean, divided by their training standard deviation
 * (constant ones are left out), it minimises `mean((w z + b - y)^2) + ridge |w|^2`, `b` unpenalised,
 * by Cholesky's method in float64. One clip is held at a time, and one matrix `[features, features]`.
 *
 * @param clips each split is read once, `train` first.
 * @throws RangeError on lengths that do not fit, a number of features that differs between clips, a
 *   kept frame that is not finite, fewer than 2 frames to train on or none to test on, or `ridge`.
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
  let scatter: Scatter | undefined;
  for await (const clip of train) {
    const columns = clip.features.length / frames('train', clip) + DIMENSIONS;
    scatter ??= new Scatter(columns);
    scatter.add(keptRows('train', clip, scatter.columns));
  }
  if (!scatter || scatter.count < 2) {
    const count = scatter?.count ?? 0;
    throw new RangeError(`linearProbe: 'train' must hold 2 frames that count, got ${count}.`);
  }
  const { columns } = scatter;

  const regressions = ridges.map((value) => solve(scatter, value));
  let best = 0;
  if (validation && ridges.length > 1) {
    const scores = await score('validation', validation, regressions, columns);
    const means = scores.map(({ arousal, valence }) => (arousal.ccc + valence.ccc) / 2);
    best = means.reduce((highest, mean, i) => (mean > means[highest]! ? i : highest), 0);
  }
  const regression = regressions[best]!;
  const [agreement] = await score('test', test, [regression], columns);
  return {
    ...agreement!,
    ridge: ridges[best]!,
    predict: (features) => predict(features, regression, columns - DIMENSIONS),
  };
}

interface Agreement {
  readonly arousal: CccResult;
  readonly valence: CccResult;
}

/** Agreement of each of several regressions over all frames of a split, which is read once. */
async function score(
  split: string,
  clips: ProbeClips,
  regressions: readonly (readonly Regression[])[],
  columns: number,
): Promise<Agreement[]> {
  const metrics = regressions.map(() => [new CccMetric(), new CccMetric()] as const);
  for await (const clip of clips) {
    const rows = keptRows(split, clip, columns);
    for (const [i, regression] of regressions.entries()) {
      for (const [dimension, metric] of metrics[i]!.entries()) {
        metric.update(...compare(rows, columns, regression[dimension]!, dimension));
      }
    }
  }
  return metrics.map(([first, second]) => {
    const [arousal, valence] = [first.result(), second.result()];
    if (arousal.count === 0) {
      throw new RangeError(`linearProbe: '${split}' must hold a frame that counts, got none.`);
    }
    return { arousal, valence };
  });
}

function predict(
  features: ArrayLike<number>,
  regression: readonly Regression[],
  size: number,
): ProbePrediction {
  if (features.length % size !== 0) {
    throw new RangeError(
      `linearProbe: 'features' must hold ${size} numbers a frame, got ${features.length} numbers.`,
    );
  }
  const frames = Float64Array.from(features);
  const [arousal, valence] = regression.map(({ weights, intercept }) =>
    Float32Array.from(
      { length: frames.length / size },
      (_, t) => dot(weights, frames.subarray(t * size)) + intercept,
    ),
  ) as [Float32Array, Float32Array];
  return { arousal, valence };
}

/** Arousal and valence. */
const DIMENSIONS = 2;

/** `w x + b`, in units of the features. */
interface Regression {
  readonly weights: Float64Array;
  readonly intercept: number;
}

/** Both regressions, from the scatter of (features, labels). */
function solve({ columns, count, mean, products }: Scatter, ridge: number): Regression[] {
  const size = columns - DIMENSIONS;
  const variance = (i: number) => products[i * columns + i]! / count;
  const inverseStds = Float64Array.from({ length: size }, (_, i) => {
    const std = Math.sqrt(variance(i));
    // A spread below the rounding of float32 features is none.
    return std > 1e-7 * Math.abs(mean[i]!) ? 1 / std : 0;
  });
  const covariance = (row: number, i: number) =>
    (products[row * columns + i]! * inverseStds[i]!) / count;

  const matrix = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) matrix[i * size + j] = covariance(i, j) * inverseStds[i]!;
    matrix[i * size + i]! += ridge;
  }
  const solutions = Array.from({ length: DIMENSIONS }, (_, dimension) =>
    Float64Array.from({ length: size }, (_, i) => covariance(size + dimension, i)),
  );
  if (!choleskySolve(matrix, solutions, size)) {
    throw new RangeError(`linearProbe: 'ridge' must outweigh rounding errors, got ${ridge}.`);
  }
  return solutions.map((solution, dimension) => {
    const weights = solution.map((weight, i) => weight * inverseStds[i]!);
    return { weights, intercept: mean[size + dimension]! - dot(weights, mean) };
  });
}

/** Predictions and targets of one dimension, `[kept frames]` each. */
function compare(
  rows: Float64Array,
  columns: number,
  { weights, intercept }: Regression,
  dimension: number,
): [predictions: number[], targets: number[]] {
  const starts = Array.from({ length: rows.length / columns }, (_, row) => row * columns);
  return [
    starts.map((start) => dot(weights, rows.subarray(start)) + intercept),
    starts.map((start) => rows[start + columns - DIMENSIONS + dimension]!),
  ];
}

/** Over the length of `a`. */
function dot(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, value, i) => sum + value * b[i]!, 0);
}

/** Frames of a clip, at least 1; its lengths fit each other. */
function frames(split: string, { features, labels, mask }: ProbeClip): number {
  const time = labels.length / DIMENSIONS;
  if (!Number.isInteger(time) || time === 0) {
    throw new RangeError(
      `linearProbe: 'labels' of a ${split} clip must hold 2 numbers a frame, got ${labels.length}.`,
    );
  }
  if (features.length === 0 || features.length % time !== 0) {
    throw new RangeError(
      `linearProbe: 'features' of a ${split} clip must hold as many numbers for each of ${time} frames, got ${features.length}.`,
    );
  }
  if (mask && mask.length !== time) {
    throw new RangeError(
      `linearProbe: 'mask' of a ${split} clip must hold ${time} frames, got ${mask.length}.`,
    );
  }
  return time;
}

/** Features and labels of the frames that count, side by side: `[kept frames, columns]`. */
function keptRows(split: string, clip: ProbeClip, columns: number): Float64Array {
  const time = frames(split, clip);
  const size = columns - DIMENSIONS;
  const { features, labels, mask } = clip;
  if (features.length / time !== size) {
    throw new RangeError(
      `linearProbe: 'features' of a ${split} clip must hold ${size} numbers a frame, got ${features.length / time}.`,
    );
  }
  const rows: number[] = [];
  for (let t = 0; t < time; t++) {
    if (mask && !mask[t]) continue;
    for (let i = 0; i < size; i++) rows.push(features[t * size + i]!);
    for (let i = 0; i < DIMENSIONS; i++) rows.push(labels[t * DIMENSIONS + i]!);
  }
  const bad = rows.find((value) => !Number.isFinite(value));
  if (bad !== undefined) {
    throw new RangeError(
      `linearProbe: a ${split} clip must be finite where it is not masked, got ${bad}.`,
    );
  }
  return Float64Array.from(rows);
}

import { CccMetric, type Dimension } from '@ssvaerr/losses';
import type { Prediction } from '../tasks/evaluation.ts';
import { concordantLine, type Line } from './concordant-line.ts';
import { medianFilter } from './median-filter.ts';

/** What may be done to the predictions of a finished network. */
export const calibrationSteps = ['median', 'scale', 'bias'] as const;

export type CalibrationStep = (typeof calibrationSteps)[number];

/** Done to one dimension of each video: a running median over `median` frames, then the line, in [-1, 1]. */
export interface DimensionCalibration extends Line {
  /** Odd; 1: none. */
  readonly median: number;
}

/** Of both dimensions, fitted on validation predictions. */
export type Calibration = Readonly<Record<Dimension, DimensionCalibration>>;

/** Windows that are tried, in frames: the 25 to 97 of SS-VAERR's authors, and shorter ones. */
const windows = [3, 5, 9, 13, 25, 37, 49, 61, 73, 85, 97];

const dimensions: readonly Dimension[] = ['arousal', 'valence'];

/**
 * Fits a calibration to predictions of videos: the best median, then the best line. Each is kept only where
 * it raises the CCC over all frames, so that of these predictions is never lower than before.
 *
 * @param steps what is allowed.
 */
export function fitCalibration(
  predictions: readonly Omit<Prediction, 'clip'>[],
  steps: readonly CalibrationStep[],
): Calibration {
  const [arousal, valence] = dimensions.map((dimension, column) => {
    const videos = predictions.map((prediction) => ({
      values: prediction[dimension],
      mask: prediction.mask,
      labels: prediction.mask.map((_, t) => prediction.labels[2 * t + column]!),
    }));
    return fit(videos, steps);
  }) as [DimensionCalibration, DimensionCalibration];
  return { arousal, valence };
}

interface Video {
  readonly values: Float32Array;
  readonly labels: Float32Array;
  readonly mask: Float32Array;
}

const identity: DimensionCalibration = { median: 1, scale: 1, bias: 0 };

function fit(videos: readonly Video[], steps: readonly CalibrationStep[]): DimensionCalibration {
  let best = identity;
  let highest = concordance(videos, best);
  const attempt = (next: DimensionCalibration) => {
    const ccc = concordance(videos, next);
    if (ccc > highest) [best, highest] = [next, ccc];
  };
  if (steps.includes('median')) for (const median of windows) attempt({ ...identity, median });
  const free = { scale: steps.includes('scale'), bias: steps.includes('bias') };
  if (free.scale || free.bias) {
    const { median } = best;
    const labelled = videos.map(({ values, labels, mask }) => {
      const known = (_: number, t: number) => mask[t] === 1;
      return { values: medianFilter(values, median).filter(known), labels: labels.filter(known) };
    });
    const values = joined(labelled.map((video) => video.values));
    const labels = joined(labelled.map((video) => video.labels));
    if (labels.length > 0) attempt({ median, ...concordantLine(values, labels, free) });
  }
  return best;
}

function concordance(videos: readonly Video[], calibration: DimensionCalibration): number {
  const metric = new CccMetric();
  for (const { values, labels, mask } of videos) {
    metric.update(applyTo(values, calibration), labels, mask);
  }
  return metric.result().ccc;
}

/** A calibrated prediction. */
export function calibrated<P extends Pick<Prediction, Dimension>>(
  prediction: P,
  calibration: Calibration,
): P {
  return {
    ...prediction,
    arousal: applyTo(prediction.arousal, calibration.arousal),
    valence: applyTo(prediction.valence, calibration.valence),
  };
}

/** Where there is no value (NaN), as where no face is seen, there stays none, and nothing is smoothed across. */
function applyTo(
  values: Float32Array,
  { median, scale, bias }: DimensionCalibration,
): Float32Array {
  const smoothed = values.slice();
  for (let start = 0; start < values.length; ) {
    const gap = values.findIndex((x, i) => i >= start && Number.isNaN(x));
    const end = gap < 0 ? values.length : gap;
    smoothed.set(medianFilter(values.subarray(start, end), median), start);
    start = end + 1;
  }
  return smoothed.map((x) => Math.min(1, Math.max(-1, scale * x + bias)));
}

function joined(parts: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

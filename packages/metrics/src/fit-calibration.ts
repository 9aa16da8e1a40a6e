import { calibratedValues } from './_calibrated-values.ts';
import { checkPrediction } from './_check-prediction.ts';
import {
  type Calibration,
  type CalibrationStep,
  calibrationSteps,
  type DimensionCalibration,
} from './calibration.ts';
import { ConcordanceMetric } from './concordance-metric.ts';
import { concordantLine } from './concordant-line.ts';
import type { Dimension, LabeledPrediction } from './labeled-prediction.ts';
import { medianFilter } from './median-filter.ts';

/** The windows that are tried, in frames: the 25 to 97 of SS-VAERR's authors, and shorter ones. */
const windows = [3, 5, 9, 13, 25, 37, 49, 61, 73, 85, 97];

/**
 * Fits a calibration to predictions of recordings: first the best median, then the best line. Each is
 * kept only where it raises the CCC over all frames, so the CCC of these predictions never falls. Fit on
 * validation predictions: the CCC after it, on the same predictions, is not a result.
 *
 * @param predictions the predictions of any number of recordings.
 * @param steps the steps that are allowed.
 * @throws RangeError on lengths that differ, on a mask entry that is not 0 or 1, on a kept value that
 *   is not finite, and on an unknown step; TypeError on what is not an array.
 * @example
 * ```ts
 * import { fitCalibration } from '@ssvaerr/metrics';
 *
 * const prediction = {
 *   arousal: [0, 0.1, 0.2, 0.3],
 *   valence: [0.1, 0, 0.1, 0.2],
 *   labels: [0.2, 0.1, 0.4, 0.2, 0.6, 0.3, 0.8, 0.4], // (arousal, valence) of each frame
 * };
 * const { arousal } = fitCalibration([prediction], ['scale', 'bias']);
 * console.log(arousal.scale.toFixed(2), arousal.bias.toFixed(2)); // 2.00 0.20
 * ```
 */
export function fitCalibration(
  predictions: readonly LabeledPrediction[],
  steps: readonly CalibrationStep[],
): Calibration {
  const unknown = steps.find((step) => !calibrationSteps.includes(step));
  if (unknown !== undefined) {
    const known = calibrationSteps.join(', ');
    throw new RangeError(`fitCalibration: 'steps' must be among ${known}, got ${unknown}.`);
  }
  const kept = predictions.map((prediction) => checkPrediction('fitCalibration', prediction));
  const fitted = (dimension: Dimension, column: number) =>
    fit(
      predictions.map((prediction, i) => ({
        values: prediction[dimension],
        labels: kept[i]!.map((t) => prediction.labels[2 * t + column]!),
        kept: kept[i]!,
      })),
      steps,
    );
  return { arousal: fitted('arousal', 0), valence: fitted('valence', 1) };
}

/** One dimension of a recording. */
interface Series {
  /** `[frames]`. */
  readonly values: ArrayLike<number>;
  /** The labels of the frames that count, and their indices. */
  readonly labels: readonly number[];
  readonly kept: readonly number[];
}

const identity: DimensionCalibration = { median: 1, scale: 1, bias: 0 };

function fit(series: readonly Series[], steps: readonly CalibrationStep[]): DimensionCalibration {
  let best = identity;
  let highest = concordance(series, best);
  const attempt = (next: DimensionCalibration) => {
    const ccc = concordance(series, next);
    if (ccc > highest) [best, highest] = [next, ccc];
  };
  if (steps.includes('median')) for (const median of windows) attempt({ ...identity, median });
  const free = { scale: steps.includes('scale'), bias: steps.includes('bias') };
  if (free.scale || free.bias) {
    const { median } = best;
    const values = series.flatMap(({ values, kept }) => at(medianFilter(values, median), kept));
    const labels = series.flatMap(({ labels }) => labels);
    if (labels.length > 0) attempt({ median, ...concordantLine(values, labels, free) });
  }
  return best;
}

function concordance(series: readonly Series[], calibration: DimensionCalibration): number {
  const metric = new ConcordanceMetric();
  for (const { values, labels, kept } of series) {
    metric.update(at(calibratedValues(values, calibration), kept), labels);
  }
  return metric.compute()[0].ccc;
}

const at = (values: Float32Array, indices: readonly number[]) => indices.map((i) => values[i]!);

import { calibratedValues } from './_calibrated-values.ts';
import { assertArray } from './_checks.ts';
import type { Calibration } from './calibration.ts';
import type { Dimension } from './labeled-prediction.ts';

/**
 * Applies a calibration to a prediction. Frames without a value (NaN), as where no face is seen, stay
 * without one, and the median does not reach across them.
 *
 * @param prediction arousal and valence, `[frames]` each; its other fields are kept.
 * @returns a new prediction, its values in [-1, 1].
 * @example
 * const calibration = fitCalibration(validation, calibrationSteps);
 * const { arousal, valence } = applyCalibration(prediction, calibration);
 */
export function applyCalibration<P extends Readonly<Record<Dimension, ArrayLike<number>>>>(
  prediction: P,
  calibration: Calibration,
): Omit<P, Dimension> & Record<Dimension, Float32Array> {
  assertArray('applyCalibration', 'arousal', prediction.arousal);
  assertArray('applyCalibration', 'valence', prediction.valence);
  return {
    ...prediction,
    arousal: calibratedValues(prediction.arousal, calibration.arousal),
    valence: calibratedValues(prediction.valence, calibration.valence),
  };
}

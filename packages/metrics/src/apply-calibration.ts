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
 * ```ts
 * import { applyCalibration } from '@ssvaerr/metrics';
 *
 * const twice = { median: 1, scale: 2, bias: 0.1 };
 * const prediction = { arousal: [0, 0.1, 0.9], valence: [0, Number.NaN, 0.2] };
 * const { arousal } = applyCalibration(prediction, { arousal: twice, valence: twice });
 * console.log(Array.from(arousal, (x) => x.toFixed(1)).join(' ')); // 0.1 0.3 1.0
 * ```
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

import type { Line } from './concordant-line.ts';
import type { Dimension } from './labeled-prediction.ts';

/**
 * The steps that may be applied to the predictions of a finished network, in their order.
 *
 * @example
 * ```ts
 * import { calibrationSteps } from '@ssvaerr/metrics';
 *
 * console.log(calibrationSteps.join(' ')); // median scale bias
 * ```
 */
export const calibrationSteps = ['median', 'scale', 'bias'] as const;

/** One of {@link calibrationSteps}. */
export type CalibrationStep = (typeof calibrationSteps)[number];

/**
 * The calibration of one dimension: a running median over `median` frames, then the line, then
 * clipping to [-1, 1].
 */
export interface DimensionCalibration extends Line {
  /** Odd; 1 is no smoothing. */
  readonly median: number;
}

/** The calibration of arousal and valence. */
export type Calibration = Readonly<Record<Dimension, DimensionCalibration>>;

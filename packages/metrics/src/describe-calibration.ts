import type { Calibration } from './calibration.ts';
import type { Dimension } from './labeled-prediction.ts';

/**
 * Describes a calibration in one line.
 *
 * @example
 * describeCalibration(calibration); // arousal: 1.200 * median of 25 frames - 0.010; valence: 1.000 * x + 0.000
 */
export function describeCalibration(calibration: Calibration): string {
  const line = (name: Dimension) => {
    const { median, scale, bias } = calibration[name];
    const smoothed = median === 1 ? 'x' : `median of ${median} frames`;
    const sign = bias < 0 ? '-' : '+';
    return `${name}: ${scale.toFixed(3)} * ${smoothed} ${sign} ${Math.abs(bias).toFixed(3)}`;
  };
  return `${line('arousal')}; ${line('valence')}`;
}

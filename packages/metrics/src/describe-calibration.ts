import type { Calibration } from './calibration.ts';
import type { Dimension } from './labeled-prediction.ts';

/**
 * Describes a calibration in one line.
 *
 * @example
 * ```ts
 * import { describeCalibration } from '@ssvaerr/metrics';
 *
 * const line = { median: 5, scale: 1.2, bias: -0.1 };
 * const text = describeCalibration({ arousal: line, valence: line });
 * console.log(text.split('; ')[0]); // arousal: 1.200 * median of 5 frames - 0.100
 * ```
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

import type { DimensionCalibration } from './calibration.ts';
import { medianFilter } from './median-filter.ts';

/** Smooths each stretch between gaps (NaN) by itself, then applies the line and clips to [-1, 1]. */
export function calibratedValues(
  values: ArrayLike<number>,
  { median, scale, bias }: DimensionCalibration,
): Float32Array {
  const smoothed = Float32Array.from(values);
  for (let start = 0; start < smoothed.length; ) {
    const gap = smoothed.findIndex((x, i) => i >= start && Number.isNaN(x));
    const end = gap < 0 ? smoothed.length : gap;
    smoothed.set(medianFilter(smoothed.subarray(start, end), median), start);
    start = end + 1;
  }
  return smoothed.map((x) => Math.min(1, Math.max(-1, scale * x + bias)));
}

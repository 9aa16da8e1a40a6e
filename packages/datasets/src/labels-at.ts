import type { LabelSeries } from './label-series.ts';
import { type ResampleOptions, valuesAt } from './values-at.ts';

/** Options of {@link labelsAt}. */
export interface LabelsAtOptions extends ResampleOptions {
  /** Frames per second, above 0. */
  readonly fps: number;
  /** Number of frames. */
  readonly frames: number;
  /** Index of the first frame in the recording. Default 0. */
  readonly start?: number;
}

/**
 * Puts labels on the frames of a video: frame `i` takes the values at `(start + i) / fps` seconds. Labels are not
 * shifted, and where there is none the frame has none: before the first and after the last sample, in gaps, and
 * beside missing samples (see {@link valuesAt}).
 *
 * @returns float32 `[frames, 2]`: arousal and valence in [-1, 1], NaN where missing.
 * @throws RangeError if an option is out of range or the times do not ascend.
 * @example
 * ```ts
 * import { labelsAt } from '@ssvaerr/datasets';
 *
 * const series = { times: [0, 0.1], arousal: [0, 0.5], valence: [0.25, Number.NaN] };
 * console.log(labelsAt(series, { fps: 20, frames: 3 }).join()); // 0,0.25,0.25,NaN,0.5,NaN
 * ```
 */
export function labelsAt(
  { times, arousal, valence }: LabelSeries,
  { fps, frames, start = 0, ...resample }: LabelsAtOptions,
): Float32Array<ArrayBuffer> {
  if (!(fps > 0 && fps < Infinity)) {
    throw new RangeError(`labelsAt: 'fps' must be a finite number above 0, got ${fps}.`);
  }
  if (!(Number.isInteger(frames) && frames >= 0)) {
    throw new RangeError(`labelsAt: 'frames' must be an integer >= 0, got ${frames}.`);
  }
  const at = Float64Array.from({ length: frames }, (_, i) => (start + i) / fps);
  const columns = [arousal, valence].map((values) => valuesAt({ times, values }, at, resample));
  const labels = new Float32Array(2 * frames);
  for (const [column, values] of columns.entries()) {
    for (let i = 0; i < frames; i++) labels[2 * i + column] = values[i]!;
  }
  return labels;
}

import type { LabelSeries } from './label-series.ts';

/** One arousal and valence for each frame. */
export interface FrameLabels {
  /** `[frames]`, in [-1, 1], NaN where missing. */
  readonly arousal: Float64Array;
  /** `[frames]`, in [-1, 1], NaN where missing. */
  readonly valence: Float64Array;
}

/**
 * Gives labels of frames their times: frame `i` is at `i / fps` seconds.
 *
 * @param fps Frames per second, above 0.
 * @throws RangeError if `fps` is out of range.
 * @example
 * ```ts
 * import { frameSeries } from '@ssvaerr/datasets';
 *
 * const [arousal, valence] = [Float64Array.of(0, 0.5), Float64Array.of(0.25, Number.NaN)];
 * console.log(Array.from(frameSeries({ arousal, valence }, 25).times)); // [ 0, 0.04 ]
 * ```
 */
export function frameSeries({ arousal, valence }: FrameLabels, fps: number): LabelSeries {
  if (!(fps > 0 && fps < Infinity)) {
    throw new RangeError(`frameSeries: 'fps' must be a finite number above 0, got ${fps}.`);
  }
  return { times: Float64Array.from(arousal, (_, i) => i / fps), arousal, valence };
}

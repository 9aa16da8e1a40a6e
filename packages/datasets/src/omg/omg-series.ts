import type { LabelSeries } from '../label-series.ts';
import type { OmgUtterance } from './parse-omg.ts';

/** Seconds between samples: below the shortest gap that `valuesAt` fills. */
const step = 0.5;

/**
 * Holds the label of an utterance from its beginning to its end: a sample every half second, and one at the end.
 *
 * @returns times from 0, in seconds from the beginning of the utterance.
 * @example
 * ```ts
 * import { omgSeries } from '@ssvaerr/datasets';
 *
 * const { times, arousal } = omgSeries({ start: 1, end: 2.2, arousal: 0.5, valence: -0.25 });
 * console.log(times.length, times[1], arousal[2]); // 4 0.5 0.5
 * ```
 */
export function omgSeries({
  start,
  end,
  arousal,
  valence,
}: Pick<OmgUtterance, 'start' | 'end' | 'arousal' | 'valence'>): LabelSeries {
  const duration = end - start;
  const samples = Math.max(1, Math.ceil(duration / step));
  const times = Float64Array.from({ length: samples + 1 }, (_, i) =>
    i === samples ? duration : i * step,
  );
  return {
    times,
    arousal: new Float64Array(samples + 1).fill(arousal),
    valence: new Float64Array(samples + 1).fill(valence),
  };
}

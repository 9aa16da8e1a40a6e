import type { RaterTrace } from './label-series.ts';
import { valuesAt } from './values-at.ts';

/** Raters at common times. */
export interface RatersAtTimes {
  /** Seconds, `[samples]`, strictly ascending. */
  readonly times: ArrayLike<number>;
  readonly raters: readonly RaterTrace[];
}

/** Values per second where the times of the raters are not even. */
const commonRate = 25;

/** Times may be this share of a step beside an even grid: files print them with few decimals. */
const tolerance = 0.2;

/**
 * Puts raters at even times, so that every second weighs the same and can be shifted by samples. Times that are even
 * already are kept, up to a fifth of a step. Others, such as those of raters whose files have different times, become
 * 25 values per second from the first time to the last, interpolated linearly; gaps stay gaps (see {@link valuesAt}).
 *
 * @returns the raters, and the values per second.
 * @throws RangeError if the times do not ascend, or lengths differ.
 * @example
 * ```ts
 * import { evenRaters } from '@ssvaerr/datasets';
 *
 * const raters = [{ name: 'anna', arousal: [0, 0.25, 1], valence: [0, 0, 0] }];
 * console.log(evenRaters({ times: [0, 0.33, 0.67], raters }).rate.toFixed(2)); // 2.99
 * console.log(evenRaters({ times: [0, 0.33, 1], raters }).times.length); // 26
 * ```
 */
export function evenRaters({ times, raters }: RatersAtTimes): RatersAtTimes & {
  readonly rate: number;
} {
  const [first = 0, last = 0] = [times[0], times[times.length - 1]];
  const step = (last - first) / (times.length - 1);
  const isEven = Array.from(times).every(
    (time, i) => Math.abs(time - first - i * step) <= tolerance * step,
  );
  if (isEven && times.length > 1) return { times, raters, rate: 1 / step };
  const length = times.length === 0 ? 0 : Math.floor((last - first) * commonRate + 1e-6) + 1;
  const even = Float64Array.from({ length }, (_, i) => first + i / commonRate);
  const moved = (values: ArrayLike<number>) => valuesAt({ times, values }, even);
  return {
    times: even,
    raters: raters.map(({ name, arousal, valence }) => ({
      name,
      arousal: moved(arousal),
      valence: moved(valence),
    })),
    rate: commonRate,
  };
}

import { gapOf } from './_gap-of.ts';
import type { Trace } from './label-series.ts';

/**
 * Names the ways to find values between samples: on the straight line between two samples, or held until the next one.
 *
 * @example
 * ```ts
 * import { interpolations } from '@ssvaerr/datasets';
 *
 * console.log(interpolations.join(' ')); // linear hold
 * ```
 */
export const interpolations = ['linear', 'hold'] as const;

/** One of {@link interpolations}. */
export type Interpolation = (typeof interpolations)[number];

/** Options of {@link valuesAt} and {@link labelsAt}. */
export interface ResampleOptions {
  /** How values between samples are found. Default `linear`. */
  readonly interpolation?: Interpolation;
  /**
   * Longest time between two samples, in seconds, that is filled; between samples that are further apart, values are
   * missing. Default: 1 s, or three times the median distance of samples if that is longer.
   */
  readonly maxGap?: number;
}

/** Times closer than this, in seconds, are the same: files print times with few decimals. */
const sameTime = 1e-6;

/**
 * Finds the values of a trace at any times. A time at a sample gives that sample; one before the first or after the
 * last sample, in a gap, or beside a missing sample gives NaN. With `hold`, the last sample holds for one median
 * distance of samples. Linear interpolation does not filter: values at a lower rate than the samples alias.
 *
 * @param times Seconds, in any order.
 * @returns Float64Array, one value for each of `times`.
 * @throws RangeError if the times of the trace do not ascend, or `values` has another length.
 * @example
 * ```ts
 * import { valuesAt } from '@ssvaerr/datasets';
 *
 * const trace = { times: [0, 1, 2], values: [0, 0.5, 0.25] };
 * console.log([...valuesAt(trace, [0.5, 1.5, 3])]); // [ 0.25, 0.375, NaN ]
 * console.log([...valuesAt(trace, [0.5, 1.5, 3], { interpolation: 'hold' })]); // [ 0, 0.5, NaN ]
 * ```
 */
export function valuesAt(
  { times, values }: Trace,
  at: ArrayLike<number>,
  { interpolation = 'linear', maxGap }: ResampleOptions = {},
): Float64Array {
  assertTrace(times, values);
  const { step, gap } = gapOf(times, maxGap);
  return Float64Array.from(at, (time) => {
    const i = lastAtOrBefore(times, time + sameTime);
    if (i < 0) return Number.NaN;
    const [from, value] = [times[i]!, values[i]!];
    if (time - from <= sameTime) return value;
    const isLast = i === times.length - 1;
    const to = isLast ? from : times[i + 1]!;
    if (interpolation === 'hold') {
      const until = isLast || to - from > gap + sameTime ? from + step : to;
      return time < until - sameTime ? value : Number.NaN;
    }
    if (isLast || to - from > gap + sameTime) return Number.NaN;
    return value + ((time - from) / (to - from)) * (values[i + 1]! - value);
  });
}

function assertTrace(times: ArrayLike<number>, values: ArrayLike<number>): void {
  if (values.length !== times.length) {
    throw new RangeError(
      `valuesAt: 'values' must have one value for each of ${times.length} times, got ${values.length}.`,
    );
  }
  for (let i = 0; i < times.length; i++) {
    if (!(times[i]! > (i === 0 ? -Infinity : times[i - 1]!)) || times[i] === Infinity) {
      throw new RangeError(
        `valuesAt: 'times' must be finite and ascend, got ${times[i]} at index ${i}.`,
      );
    }
  }
}

/** The last index whose time is at or before `time`; -1 if there is none. */
function lastAtOrBefore(times: ArrayLike<number>, time: number): number {
  let [low, high] = [0, times.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (times[middle]! <= time) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

import { assertTrace } from './_check-traces.ts';

/**
 * Moves a trace in time. Samples that no value reaches are missing (NaN), not made up; {@link fuseTraces} takes them
 * from the other raters. RECOLA's authors repeat the first or last value there.
 *
 * @param trace a rater's values, `[samples]`; NaN is missing.
 * @param samples an integer: positive moves the trace later, so that `result[t] = trace[t - samples]`.
 * @returns a new array, `[samples]`.
 * @throws RangeError if `samples` is not an integer and on an infinite value; TypeError on what is not an array.
 * @example
 * ```ts
 * import { shiftTrace } from '@ssvaerr/metrics';
 *
 * console.log(shiftTrace([1, 2, 3, 4], -1).join(' ')); // 2 3 4 NaN
 * ```
 */
export function shiftTrace(trace: ArrayLike<number>, samples: number): Float64Array {
  assertTrace('shiftTrace', 'trace', trace);
  if (!Number.isSafeInteger(samples)) {
    throw new RangeError(`shiftTrace: 'samples' must be an integer, got ${samples}.`);
  }
  return Float64Array.from(trace, (_, t) => trace[t - samples] ?? Number.NaN);
}

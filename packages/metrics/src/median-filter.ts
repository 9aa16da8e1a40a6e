import { assertArray } from './_checks.ts';

/**
 * Takes the running median of a series. Near its ends the window shrinks to what fits on both sides,
 * so that constants and slopes stay what they are.
 *
 * @param values `[frames]`, rounded to float32; NaN counts as the largest value.
 * @param window odd, in frames, >= 1; 1 changes nothing.
 * @returns a new array, `[frames]`.
 * @throws RangeError on another window.
 * @example
 * ```ts
 * import { medianFilter } from '@ssvaerr/metrics';
 *
 * console.log(medianFilter([0, 0, 1, 0, 0], 3).join(' ')); // 0 0 0 0 0
 * ```
 */
export function medianFilter(values: ArrayLike<number>, window: number): Float32Array {
  assertArray('medianFilter', 'values', values);
  if (!Number.isSafeInteger(window) || window < 1 || window % 2 === 0) {
    throw new RangeError(`medianFilter: 'window' must be an odd integer >= 1, got ${window}.`);
  }
  const series = Float32Array.from(values);
  const reach = (window - 1) / 2;
  return series.map((_, i) => {
    const half = Math.min(reach, i, series.length - 1 - i);
    return series.slice(i - half, i + half + 1).sort()[half]!;
  });
}

/**
 * The running median of a series. Near its ends the window shrinks to what fits on both sides, so that
 * constants and slopes stay what they are.
 *
 * @param window odd, in samples; 1 leaves everything.
 * @returns a new array.
 */
export function medianFilter(values: Float32Array, window: number): Float32Array {
  if (!Number.isSafeInteger(window) || window < 1 || window % 2 === 0) {
    throw new RangeError(`medianFilter: 'window' must be an odd integer >= 1, got ${window}.`);
  }
  const reach = (window - 1) / 2;
  return values.map((_, i) => {
    const half = Math.min(reach, i, values.length - 1 - i);
    return values.slice(i - half, i + half + 1).sort()[half]!;
  });
}

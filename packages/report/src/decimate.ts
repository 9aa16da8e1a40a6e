/** A value and where it stood. */
export interface Sample {
  readonly index: number;
  readonly value: number;
}

/**
 * At most `limit` samples that draw the same line as all of `values`: the lowest and the highest of each
 * stretch, in their order, so that no peak is lost. A stretch without a number stays a gap.
 */
export function decimate(values: Float32Array, limit: number): Sample[] {
  if (values.length <= limit) return Array.from(values, (value, index) => ({ index, value }));
  const stretches = Math.floor(limit / 2);
  const bound = (stretch: number) => Math.floor((stretch * values.length) / stretches);
  return Array.from({ length: stretches }, (_, stretch) =>
    extremes(values, bound(stretch), bound(stretch + 1)),
  ).flat();
}

/** The lowest and the highest of `values[start..end)`, once if they are one; NaN if there is neither. */
function extremes(values: Float32Array, start: number, end: number): Sample[] {
  let low = start;
  let high = start;
  for (let i = start; i < end; i++) {
    const value = values[i]!;
    if (value < values[low]! || Number.isNaN(values[low])) low = i;
    if (value > values[high]! || Number.isNaN(values[high])) high = i;
  }
  const ends = low === high ? [low] : [Math.min(low, high), Math.max(low, high)];
  return ends.map((index) => ({ index, value: values[index]! }));
}

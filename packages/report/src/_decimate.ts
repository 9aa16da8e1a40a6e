/** A value and its index in the line. */
export interface Sample {
  readonly index: number;
  readonly value: number;
}

/**
 * Thins a line to at most `limit` samples that look the same when drawn: the lowest and the highest value of
 * each stretch in their order, so that no peak is lost. A stretch of NaN stays a gap.
 */
export function decimate(values: Float32Array, limit: number): Sample[] {
  if (values.length <= limit) return Array.from(values, (value, index) => ({ index, value }));
  const stretches = Math.floor(limit / 2);
  const bound = (stretch: number) => Math.floor((stretch * values.length) / stretches);
  return Array.from({ length: stretches }, (_, stretch) =>
    extremes(values, bound(stretch), bound(stretch + 1)),
  ).flat();
}

/** The lowest and the highest of `values[start..end)`; one sample if they are the same, or if all are NaN. */
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

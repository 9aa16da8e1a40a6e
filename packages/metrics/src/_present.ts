/** The values that are not missing (NaN). */
export function present(values: ArrayLike<number>): number[] {
  return Array.from(values).filter((value) => !Number.isNaN(value));
}

/** The mean of the values that are not missing; NaN if there are none. */
export function presentMean(values: ArrayLike<number>): number {
  const kept = present(values);
  return kept.reduce((sum, value) => sum + value, 0) / kept.length;
}

/** What raters say at one sample, NaN where they say nothing. */
export const sampleOf = (traces: readonly ArrayLike<number>[], t: number): number[] =>
  traces.map((trace) => trace[t]!);

/** The mean of the raters who are not missing at each sample; NaN where all are. */
export function meanTrace(traces: readonly ArrayLike<number>[]): Float64Array {
  const length = traces[0]?.length ?? 0;
  return Float64Array.from({ length }, (_, t) => presentMean(sampleOf(traces, t)));
}

import { assertArray, assertLength } from './_checks.ts';

/** Checks the traces of raters at the public door of `where`: at least one, of one length, finite or NaN. */
export function assertTraces(where: string, traces: readonly ArrayLike<number>[]): void {
  assertArray(where, 'traces', traces);
  if (traces.length === 0) {
    throw new RangeError(`${where}: 'traces' must not be empty, got none.`);
  }
  for (const [rater, trace] of traces.entries()) {
    assertArray(where, `traces[${rater}]`, trace);
    assertLength(where, `traces[${rater}]`, trace, traces[0]!.length);
    assertTrace(where, `traces[${rater}]`, trace);
  }
}

/** Every value of a trace is finite, or NaN where it is missing. */
export function assertTrace(where: string, argument: string, trace: ArrayLike<number>): void {
  assertArray(where, argument, trace);
  for (let t = 0; t < trace.length; t++) {
    if (Number.isFinite(trace[t]) || Number.isNaN(trace[t])) continue;
    throw new RangeError(`${where}: '${argument}' must be finite or NaN, got ${trace[t]} at ${t}.`);
  }
}

import { presentMean, sampleOf } from './_present.ts';
import { varies } from './_varies.ts';

/**
 * ICC(3,1) and ICC(3,k) of traces without gaps, from the mean squares of samples and of residuals of the
 * two-way analysis of variance.
 *
 * @see Shrout and Fleiss 1979, https://doi.org/10.1037/0033-2909.86.2.420
 */
export function intraclass(traces: readonly (readonly number[])[]): {
  readonly single: number;
  readonly mean: number;
} {
  const [raters, samples] = [traces.length, traces[0]?.length ?? 0];
  // Subtracting each rater's mean removes the effect of raters.
  const centered = traces.map((trace) => {
    const mean = presentMean(trace);
    return trace.map((value) => value - mean);
  });
  let [ofSamples, ofResiduals] = [0, 0];
  for (let t = 0; t < samples; t++) {
    const values = sampleOf(centered, t);
    const mean = presentMean(values);
    ofSamples += raters * mean ** 2;
    for (const value of values) ofResiduals += (value - mean) ** 2;
  }
  const squares = traces.flat().reduce((sum, value) => sum + value ** 2, 0);
  const between = ofSamples / (samples - 1);
  const within = ofResiduals / ((samples - 1) * (raters - 1)); // NaN of one rater: 0 / 0
  const { NaN: nan } = Number;
  return {
    single: varies(ofSamples + ofResiduals, squares)
      ? (between - within) / (between + (raters - 1) * within)
      : nan,
    mean: varies(ofSamples, squares) ? (between - within) / between : nan,
  };
}

import { annotationStyle, type LineStyle, lineStyle } from './line-style.ts';
import type { Ratings, Trace } from './report-data.ts';

/** A line over the time of a clip: its annotation, or the prediction of one run. */
export interface TraceLine {
  readonly style: LineStyle;
  /** Values per second, above 0; lines of one chart may differ. */
  readonly fps: number;
  /** Values in [-1, 1]; the line is broken where a value is NaN. */
  readonly values: Ratings;
}

/** The annotation as a line; no line if not a single frame has a label. */
export function annotationLines({ fps, labels }: Trace): TraceLine[] {
  const known = labels.arousal.some(Number.isFinite) || labels.valence.some(Number.isFinite);
  return known ? [{ style: annotationStyle, fps, values: labels }] : [];
}

/** The prediction as a line in the style of run `index`. */
export const predictionLine = ({ fps, predictions }: Trace, index: number): TraceLine => ({
  style: lineStyle(index),
  fps,
  values: predictions,
});

/** Whether one of the lines is an annotation. */
export const isAnnotated = (lines: readonly TraceLine[]): boolean =>
  lines.some(({ style }) => style === annotationStyle);

import type { ReportRun, Trace } from './report-data.ts';
import { annotationStyle, type LineStyle, lineStyle } from './series.ts';

/** A line over a clip's time: an annotation or one run's prediction. */
export interface ClipLine {
  readonly style: LineStyle;
  readonly fps: number;
  /** `[time]`, NaN where nothing is drawn. */
  readonly values: { readonly arousal: Float32Array; readonly valence: Float32Array };
}

/** A clip as annotated, and as every run sees it. */
export interface ComparedClip {
  /** As one run has it: annotation and thumbnails are every run's. */
  readonly trace: Trace;
  readonly lines: readonly ClipLine[];
}

/** The clips of all runs, in the order they come; two clips are the same if their data set is, too. */
export function compareClips(runs: readonly ReportRun[]): ComparedClip[] {
  const clips = new Map<string, { trace: Trace; lines: ClipLine[] }>();
  runs.forEach(({ info, traces }, index) => {
    for (const trace of traces) {
      const key = JSON.stringify([info.data.path, trace.clip]);
      const clip = clips.get(key) ?? { trace, lines: annotation(trace) };
      clip.lines.push(prediction(trace, index));
      clips.set(key, clip);
    }
  });
  return [...clips.values()];
}

/** The same of a clip that one run alone has seen. */
export const compareTrace = (trace: Trace): ComparedClip => ({
  trace,
  lines: [...annotation(trace), prediction(trace, 0)],
});

/** Whether there is anything to compare a prediction with. */
export const isAnnotated = ({ lines }: ComparedClip): boolean =>
  lines.some(({ style }) => style === annotationStyle);

const prediction = ({ fps, predictions }: Trace, run: number): ClipLine => ({
  style: lineStyle(run),
  fps,
  values: predictions,
});

/** None if the clip is not annotated at all. */
function annotation({ fps, labels }: Trace): ClipLine[] {
  const known = labels.arousal.some(Number.isFinite) || labels.valence.some(Number.isFinite);
  return known ? [{ style: annotationStyle, fps, values: labels }] : [];
}

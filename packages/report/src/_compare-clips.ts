import type { ReportRun, Trace } from './report-data.ts';
import { annotationLines, predictionLine, type TraceLine } from './trace-lines.ts';

/** A clip with its annotation and the prediction of every run. */
export interface ComparedClip {
  /** The trace of the first run; all runs share the annotation and the thumbnails. */
  readonly trace: Trace;
  readonly lines: readonly TraceLine[];
}

/** The clips of all runs in order. Two runs share a clip if its name and the data set are the same. */
export function compareClips(runs: readonly ReportRun[]): ComparedClip[] {
  const clips = new Map<string, { trace: Trace; lines: TraceLine[] }>();
  runs.forEach(({ info, traces }, index) => {
    for (const trace of traces) {
      const key = JSON.stringify([info.data.path, trace.clip]);
      const clip = clips.get(key) ?? { trace, lines: annotationLines(trace) };
      clip.lines.push(predictionLine(trace, index));
      clips.set(key, clip);
    }
  });
  return [...clips.values()];
}

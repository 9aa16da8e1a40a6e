/** Records of real runs: `ssvaerr demo` on synthetic faces, three runs, each of three epochs. */
import { readFileSync } from 'node:fs';
import type { PretextRun, Ratings, ReportData, ReportRun } from '../src/report-data.ts';
import { liraMonitors } from './monitors.ts';

interface WrittenRatings {
  readonly arousal: readonly number[];
  readonly valence: readonly number[];
}
type WrittenTrace = { clip: string; subject: string; fps: number } & Record<
  'labels' | 'predictions',
  WrittenRatings
>;
type WrittenRun = Omit<ReportRun, 'traces'> & { readonly traces: readonly WrittenTrace[] };
interface Written {
  readonly runs: readonly WrittenRun[];
  readonly pretexts: readonly Omit<PretextRun, 'method' | 'monitors'>[];
  readonly baselines: NonNullable<ReportData['baselines']>;
}

const text = readFileSync(new URL('./fixtures/demo.json', import.meta.url), 'utf8');
const { runs, pretexts, baselines } = JSON.parse(text) as Written;

const ratings = ({ arousal, valence }: WrittenRatings): Ratings => ({
  arousal: Float32Array.from(arousal),
  valence: Float32Array.from(valence),
});

export const demoReport: ReportData = {
  title: 'Demo',
  runs: runs.map((run) => ({
    ...run,
    traces: run.traces.map((trace) => ({
      ...trace,
      labels: ratings(trace.labels),
      predictions: ratings(trace.predictions),
      thumbnails: [],
    })),
  })),
  pretexts: pretexts.map((run) => ({ ...run, method: 'LiRA', monitors: liraMonitors })),
  baselines,
};

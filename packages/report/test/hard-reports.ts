/** Reports that are hard to draw, for the tests. */

import type { ReportData, ReportRun } from '../src/report-data.ts';
import { demoReport } from './demo-report.ts';
import {
  inventedEpochs,
  inventedPretext,
  inventedPretextEpochs,
  inventedRun,
  inventedScores,
  inventedTrace,
} from './invented-report.ts';

const hostile = `<script>alert("1")</script> & 'x'`;
const noise = (length: number, seed: number) =>
  Uint8Array.from({ length }, (_, i) => (Math.imul(i + seed, 2654435761) >>> 16) & 255);
/** Pictures of noise, which PNG cannot compress, one every `every` frames. */
export const faces = (count: number, size: number, every: number) =>
  Array.from({ length: count }, (_, i) => ({
    frame: i * every,
    height: size,
    width: size,
    pixels: noise(size * size, i),
  }));

/** An info in which every text is `text`. */
export const infoNamed = (text: string): ReportRun['info'] => ({
  config: { method: text, [text]: text },
  versions: { [text]: text },
  commit: text,
  engine: { name: text, detail: text },
  machine: { [text]: text },
  data: { path: text, source: text, licence: text },
});

/** One run with everything a report can show. */
export const fullReport: ReportData = {
  title: 'Demo',
  runs: [inventedRun({ traces: [inventedTrace([0, 0.5, 1], { thumbnails: faces(2, 4, 2) })] })],
  baselines: { 'ridge regression': inventedScores(0.15), mean: inventedScores(-0.02) },
  stages: [{ name: 'training', seconds: 100 }],
};
const { results, ...started } = inventedRun({ epochs: inventedEpochs([0.2]) });
const { results: __, ...pretext } = inventedPretext();
const { test: _, ...untested } = inventedRun().results!;
const nan = inventedScores(Number.NaN);
/** Reports by what is hard about them. */
export const hardReports: Readonly<Record<string, ReportData>> = {
  'a full report': fullReport,
  'a report about real runs': demoReport,
  'a run with one epoch': { title: 'Demo', runs: [started] },
  'a run without epochs': { title: 'Demo', runs: [{ ...started, epochs: [], traces: [] }] },
  'no run': { title: 'Demo', runs: [] },
  'a pretext run': { title: 'Demo', runs: [], pretexts: [inventedPretext()] },
  'a pretext run that is not finished': { title: 'Demo', runs: [], pretexts: [pretext] },
  'a pretext run without epochs': {
    title: 'Demo',
    runs: [],
    pretexts: [{ ...pretext, epochs: [] }],
  },
  'pretext runs of two methods, one with a loss that is NaN, beside a run': {
    ...fullReport,
    pretexts: [
      inventedPretext({ epochs: inventedPretextEpochs([2, Number.NaN, 1]) }),
      inventedPretext({ method: 'BYOL', info: infoNamed('byol') }),
    ],
  },
  'no test split': { title: 'Demo', runs: [inventedRun({ results: untested })] },
  'scores that are NaN': {
    title: 'Demo',
    runs: [
      inventedRun({
        epochs: inventedEpochs([Number.NaN, Number.NaN]),
        results: { ...untested, validation: nan, test: nan },
        traces: [inventedTrace([Number.NaN, Number.NaN])],
      }),
    ],
    baselines: { mean: nan },
  },
  'a clip of one frame': { title: 'Demo', runs: [inventedRun({ traces: [inventedTrace([0.5])] })] },
  'ten runs': {
    ...fullReport,
    runs: Array.from({ length: 10 }, (_, i) => inventedRun({ name: `run ${i}` })),
  },
  'names that are markup': {
    title: hostile,
    runs: ['1', '2'].map((n) =>
      inventedRun({
        name: hostile + n,
        info: infoNamed(hostile + n),
        traces: [inventedTrace([0, 1], { clip: hostile, subject: hostile })],
      }),
    ),
    pretexts: [
      inventedPretext({
        name: hostile,
        method: hostile,
        info: infoNamed(hostile),
        monitors: { loss: { title: hostile, levels: [{ at: 1, says: hostile }] } },
      }),
    ],
    baselines: { [hostile]: inventedScores(0.1) },
    stages: [{ name: hostile, seconds: 1 }],
  },
};

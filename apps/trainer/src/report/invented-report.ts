/** Small invented data for the tests of the report. */
import type { EpochMetrics, Scores, SplitScores } from '../results.ts';
import type { ReportRun, Trace } from './report-data.ts';

/** Eight scores, all different: `first`, then 0.011 more each. */
export function inventedScores(first: number): SplitScores {
  const scores = (at: number): Scores => ({
    ccc: at,
    pcc: at + 0.011,
    rmse: at + 0.022,
    meanVideoCcc: at + 0.033,
  });
  return { arousal: scores(first), valence: scores(first + 0.044), videos: 8, frames: 1600 };
}

/** The last of `cccs`, one an epoch, is the best if it is the largest. */
export const inventedEpochs = (cccs: readonly number[]): EpochMetrics[] =>
  cccs.map((ccc, index) => ({
    epoch: index + 1,
    step: 10 * (index + 1),
    learningRate: 1e-3,
    loss: 1 - ccc,
    gradientNorm: 1,
    validation: inventedScores(ccc),
    seconds: 30,
    framesPerSecond: 200,
    best: ccc >= Math.max(...cccs.slice(0, index + 1)),
  }));

/** Arousal as given, valence its negative; predicted half of it. */
export function inventedTrace(arousal: readonly number[], fields: Partial<Trace> = {}): Trace {
  const both = (factor: number) => ({
    arousal: Float32Array.from(arousal, (value) => factor * value),
    valence: Float32Array.from(arousal, (value) => -factor * value),
  });
  return {
    clip: 's1-c1',
    subject: 's1',
    fps: 10,
    labels: both(1),
    predictions: both(0.5),
    thumbnails: [],
    ...fields,
  };
}

export function inventedRun(fields: Partial<ReportRun> = {}): ReportRun {
  return {
    name: 'demo',
    info: {
      config: { seed: 1, loss: 'ccc' },
      versions: { node: '20.19.0' },
      commit: 'c0ffee',
      engine: { name: 'onnx', detail: '2 threads' },
      machine: { cpu: 'some processor', cores: 2 },
      data: { path: 'runs/store', source: 'invented', licence: 'CC0' },
    },
    epochs: inventedEpochs([0.1, 0.2, 0.3]),
    results: {
      formatVersion: 1,
      engine: 'onnx',
      seconds: 200,
      bestEpoch: 3,
      parameters: 12345,
      validation: inventedScores(0.3),
      test: inventedScores(0.5),
    },
    traces: [inventedTrace([0, 0.25, 0.5])],
    ...fields,
  };
}

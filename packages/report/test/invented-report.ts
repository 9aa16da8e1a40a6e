/** Small invented data for the tests. */

import type { Scores, SplitScores } from '@ssvaerr/metrics';
import type { PretextRun, ReportRun, Trace } from '../src/report-data.ts';
import type { EpochMetrics, PretrainEpoch } from '../src/results.ts';
import { dinoMonitors } from './monitors.ts';

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

/** One epoch per CCC, counted from 1. */
export const inventedEpochs = (cccs: readonly number[]): EpochMetrics[] =>
  cccs.map((ccc, index) => ({
    epoch: index + 1,
    loss: 1 - ccc,
    validation: inventedScores(ccc),
    seconds: 30,
    framesPerSecond: 200,
    best: ccc >= Math.max(...cccs.slice(0, index + 1)),
  }));

/** A clip with the given arousal; valence is its negative, and predictions are half of both. */
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

/** One epoch of DINO per loss, counted from 1; the teacher's entropy is half of the loss. */
export const inventedPretextEpochs = (losses: readonly number[]): PretrainEpoch[] =>
  losses.map((loss, index) => ({
    epoch: index + 1,
    step: 10 * (index + 1),
    learningRate: 0.001 * (index + 1),
    loss,
    monitors: { teacherEntropy: loss / 2, prototypesInUse: 0.75 },
    seconds: 20,
    framesPerSecond: 50,
  }));

/** A run of DINO with 8 prototypes; ln 8 is 2.08. */
export function inventedPretext(fields: Partial<PretextRun> = {}): PretextRun {
  const { info } = inventedRun();
  return {
    name: 'pretext',
    method: 'DINO',
    info: { ...info, config: { method: 'dino', prototypes: 8 } },
    epochs: inventedPretextEpochs([2, 1.5, 1.25]),
    monitors: dinoMonitors(8),
    results: {
      seconds: 60,
      probe: {
        pretrained: { arousal: 0.31, valence: 0.22 },
        random: { arousal: 0.13, valence: -0.04 },
        settled: { arousal: 0.11, valence: 0.02 },
      },
    },
    ...fields,
  };
}

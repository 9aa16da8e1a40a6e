import { normalize } from 'node:path';
import { selectionScore } from '@ssvaerr/metrics';
import { type ReportRun, renderSweep } from '@ssvaerr/report';
import type { TrainEpoch, TrainResults } from '../runs/run-formats.ts';
import { trainTask } from '../tasks/train.ts';
import { trainCommand } from './command-line.ts';
import type { Trial } from './plan-trials.ts';
import { searchedFields } from './searched-fields.ts';
import type { SweepFolder, SweepRecord } from './sweep-record.ts';

/** A trial that is finished. */
export interface FinishedTrial extends Trial {
  readonly results: TrainResults;
  /** What trials are compared by: the mean of the two validation CCCs. */
  readonly score: number;
  readonly epochs: readonly TrainEpoch[];
  readonly info: ReportRun['info'];
}

/** The outcome of a sweep. */
export interface SweepResults {
  /** The best first; of equals the earlier one. */
  readonly finished: readonly FinishedTrial[];
  readonly failed: readonly (Trial & { readonly reason: string })[];
  /** The command line of `train` that repeats the best trial; null if none is finished. */
  readonly command: string | null;
}

/** Reads the results of all trials, and ranks them by validation score. */
export async function rankTrials(folder: SweepFolder, record: SweepRecord): Promise<SweepResults> {
  const { trials, failed, data, init, engine } = record;
  const finished: FinishedTrial[] = [];
  for (const trial of trials) {
    const run = folder.trial(trial.id);
    const results = await run.results(trainTask);
    if (!results) continue;
    const score = selectionScore(results.validation);
    const epochs = await run.metrics(trainTask);
    finished.push({ ...trial, results, score, epochs, info: await run.info(trainTask) });
  }
  finished.sort((a, b) => b.score - a.score);
  const [best] = finished;
  const out = `${normalize(folder.path).replace(/[/\\]$/, '')}-best`;
  return {
    finished,
    failed: trials
      .filter(({ id }) => id in failed)
      .map((trial) => ({ ...trial, reason: failed[trial.id]! })),
    command: best
      ? trainCommand(best.config, { data: data.path, out, init: init?.path ?? null, engine })
      : null,
  };
}

/** The page that compares all trials. */
export function sweepPage(
  folder: SweepFolder,
  record: SweepRecord,
  { finished, failed, command }: SweepResults,
): string {
  return renderSweep({
    title: folder.path,
    search: record.file.search,
    fields: searchedFields(record),
    finished: finished.map((trial) => ({ ...trial, name: trial.id, traces: [] })),
    failed: failed.map((trial) => ({ ...trial, name: trial.id })),
    command,
  });
}

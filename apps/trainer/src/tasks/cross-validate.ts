import { existsSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openStore, type Store } from '@ssvaerr/data/node';
import { FileError, UserError } from '@ssvaerr/host';
import { readRecord, writeFileAtomic, writeRecord } from '@ssvaerr/host/node';
import { RecordingMetric, type SplitScores } from '@ssvaerr/metrics';
import { renderFolds } from '@ssvaerr/report';
import * as z from 'zod';
import { type TrainConfig, trainConfig } from '../config/train-config.ts';
import { foldedStore } from '../runs/folded-store.ts';
import { loadRuns } from '../runs/load-runs.ts';
import { RunFolder } from '../runs/run-folder.ts';
import { dataInfo } from '../runs/run-info.ts';
import { splitScores } from '../runs/score-schemas.ts';
import { ensureRun, type RunOptions, type StartOptions } from './run-task.ts';
import { trainTask } from './train.ts';

const schema = z.strictObject({
  config: trainConfig.fields,
  init: z.string().nullable(),
  data: z.strictObject({ path: z.string(), sha256: z.string() }),
  /** Scores of all clips, each predicted by the fold that did not train on its subject; null until all are done. */
  pooled: splitScores.nullable(),
  /** Test scores of each fold, in order. */
  folds: z.array(splitScores),
});

/** `folds.json` of a cross-validation. */
const format = { format: 'ssvaerr-folds', version: 1, schema };

/** The results of a cross-validation. */
export interface CrossValidation {
  readonly pooled: SplitScores;
  readonly folds: readonly SplitScores[];
  /** Path of the page. */
  readonly report: string;
}

const fileOf = (out: string) => join(out, 'folds.json');
const runOf = (out: string, fold: number) => join(out, `fold-${fold}`);

/** Whether a folder holds a cross-validation. */
export const isCrossValidation = (out: string): boolean => existsSync(fileOf(out));

/**
 * Trains one run for each fold, and scores the predictions of all test splits together: every clip is predicted once, by
 * the network that has not seen its subject.
 *
 * @throws UserError if the folder exists, or the store does not fit or has too few subjects; Interrupted if `signal` says so:
 *   {@link resumeCrossValidation} continues.
 */
export async function crossValidate(
  out: string,
  options: StartOptions<TrainConfig>,
): Promise<CrossValidation> {
  const { config, store, init = null } = options;
  if (existsSync(out)) {
    throw new FileError(out, 'already exists. Continue with --resume, or choose another --out.');
  }
  trainTask.assertFits(store, config);
  foldedStore(store, { ...config, fold: 1 }); // or says that there are too few subjects
  await mkdir(out, { recursive: true });
  const { path, sha256 } = await dataInfo(store);
  const begun = { config, init, data: { path, sha256 }, pooled: null, folds: [] };
  await writeRecord(fileOf(out), format, begun);
  return finish(out, options);
}

/**
 * Continues a cross-validation that was interrupted.
 *
 * @throws UserError if its store has changed.
 */
export async function resumeCrossValidation(
  out: string,
  options: RunOptions,
): Promise<CrossValidation> {
  const { config, init, data } = await readRecord(fileOf(out), format);
  const store = await openStore(data.path);
  if ((await dataInfo(store)).sha256 !== data.sha256) {
    throw new UserError(`${out}: the store ${store.root} has changed since it was started.`);
  }
  return finish(out, { ...options, config, init, store });
}

async function finish(out: string, options: StartOptions<TrainConfig>): Promise<CrossValidation> {
  const { config, store, init = null, log } = options;
  const count = config.folds!;
  const metric = new RecordingMetric();
  const folds: SplitScores[] = [];
  for (let fold = 1; fold <= count; fold++) {
    log.info(`fold ${fold}/${count}`);
    const one = { ...config, fold };
    const { test } = await ensureRun(trainTask, runOf(out, fold), { ...options, config: one });
    if (test) folds.push(test);
    await addPredictions(metric, new RunFolder(runOf(out, fold)), store);
  }
  const pooled = metric.compute();
  const { path, sha256 } = await dataInfo(store);
  await writeRecord(fileOf(out), format, { config, init, data: { path, sha256 }, pooled, folds });
  const runs = await loadRuns(Array.from({ length: count }, (_, i) => runOf(out, i + 1)));
  const report = join(out, 'report.html');
  await writeFileAtomic(
    report,
    renderFolds({ title: `${count} folds by subject`, pooled, runs: runs.runs }),
  );
  return { pooled, folds, report };
}

/** Adds the stored test predictions of a run; other clips have none. */
async function addPredictions(
  metric: RecordingMetric,
  folder: RunFolder,
  store: Store,
): Promise<void> {
  for (const clip of store.clips) {
    const file = folder.predictions('test', clip.id);
    if (!existsSync(file)) continue;
    const rows = (await readFile(file, 'utf8')).trim().split('\n').slice(1);
    const cells = rows.map((row) => row.split(',').slice(2));
    const column = (i: number) => Float32Array.from(cells, (row) => Number(row[i]));
    metric.update({
      arousal: column(0),
      valence: column(1),
      labels: Float32Array.from(cells.flatMap((row) => [Number(row[2]), Number(row[3])])),
      mask: Float32Array.from(cells, (row) => (row[2] === '' ? 0 : 1)),
    });
  }
}

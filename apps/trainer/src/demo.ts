import { existsSync, readdirSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { openStore } from '@ssvaerr/data/node';
import { writeFileAtomic, writeJsonAtomic } from './atomic-file.ts';
import type { TrainConfig } from './config/train-config.ts';
import type { EngineName } from './engine.ts';
import { Interrupted } from './interrupted.ts';
import type { Log } from './log.ts';
import { loadRun } from './report/load-run.ts';
import { renderReport } from './report/page.ts';
import type { Results } from './results.ts';
import { scoreBaselines } from './run/baselines.ts';
import { resumeRun, startRun } from './run/run.ts';
import { RunFolder } from './run/run-folder.ts';
import { writeSyntheticStore } from './synthetic-store.ts';
import { UserError } from './user-error.ts';

export interface DemoOptions {
  readonly config: TrainConfig;
  /** Of the synthetic store. */
  readonly clips: number;
  readonly frames: number;
  readonly fps: number;
  readonly size: number;
  readonly engine: EngineName | 'auto';
  /** Removes a demo that is there. */
  readonly force: boolean;
  readonly log: Log;
  readonly signal: AbortSignal;
}

export interface DemoResults extends Results {
  /** What took how long, in seconds. */
  readonly stages: readonly { readonly name: string; readonly seconds: number }[];
}

/** What a demo writes. */
const ours = ['store', 'scratch', 'results.json', 'report.html'];

/** @throws UserError if the run that is there began with another config: it would be gone on with. */
async function assertSameDemo(out: string, runPath: string, config: TrainConfig): Promise<void> {
  if (!existsSync(join(runPath, 'config.json'))) return;
  const begun = (await new RunFolder(runPath).info()).config;
  const fields = Object.keys(config) as (keyof TrainConfig)[];
  const other = fields.find(
    (field) => JSON.stringify(begun[field]) !== JSON.stringify(config[field]),
  );
  if (other === undefined) return;
  throw new UserError(`${out}: began with another '${other}'; --force begins anew.`);
}

/**
 * The main job on synthetic faces: makes a store, trains the downstream network, scores it and two
 * baselines on people it has not seen, and writes `results.json` and `report.html`. Interrupted, it
 * goes on where it was; finished, it returns what is there.
 *
 * @throws UserError if the folder holds something else; Interrupted if `signal` says so.
 */
export async function runDemo(out: string, options: DemoOptions): Promise<DemoResults> {
  const { config, engine, log, signal, force } = options;
  const [storePath, runPath, resultsPath] = ['store', 'scratch', 'results.json'].map((name) =>
    join(out, name),
  ) as [string, string, string];
  const foreign =
    existsSync(out) &&
    readdirSync(out).find((name) => !ours.includes(name.replace(/[.]part$/, '')));
  if (foreign) {
    throw new UserError(`${out}: holds something else (${foreign}). Choose another --out.`);
  }
  if (force) await rm(out, { recursive: true, force: true });
  await assertSameDemo(out, runPath, config);
  if (existsSync(resultsPath)) {
    log.info(`${out}: is finished already; --force does it again.`);
    return JSON.parse(await readFile(resultsPath, 'utf8')) as DemoResults;
  }

  const stages: { name: string; seconds: number }[] = [];
  const timed = async <T>(name: string, work: () => Promise<T>): Promise<T> => {
    const start = performance.now();
    const result = await work().catch((error: unknown) => {
      if (error instanceof Interrupted) throw new Interrupted(`${out}: the same command goes on.`);
      throw error;
    });
    stages.push({ name, seconds: (performance.now() - start) / 1000 });
    return result;
  };

  const { clips, frames, fps, size } = options;
  const set = { clips, frames, fps, size, seed: config.seed };
  await timed('synthesise the faces', () =>
    writeSyntheticStore(storePath, { ...set, audio: null, resume: true, log, signal }),
  );
  const store = await openStore(storePath);
  const results = await timed('train and evaluate', async () => {
    const options = { engine, log, signal };
    if (!existsSync(join(runPath, 'config.json'))) {
      return (await startRun(runPath, { config, store, init: null, ...options })).results;
    }
    const finished = await new RunFolder(runPath).results();
    return finished ?? (await resumeRun(runPath, options)).results;
  });
  const baselines = await timed('baselines', () => scoreBaselines(store));

  const seconds = stages.reduce((sum, stage) => sum + stage.seconds, 0);
  const all: DemoResults = { ...results, baselines, seconds, stages };
  const run = { ...(await loadRun(runPath)), name: basename(resolve(runPath)) };
  const report = renderReport({ title: 'ssvaerr demo', runs: [run], baselines, stages });
  await writeFileAtomic(join(out, 'report.html'), report);
  await writeJsonAtomic(resultsPath, all);
  return all;
}

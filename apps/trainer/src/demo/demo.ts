import { existsSync, readdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Interrupted, type Log, UserError } from '@ssvaerr/host';
import { readRecord, writeFileAtomic, writeRecord } from '@ssvaerr/host/node';
import { scoreBaselines } from '@ssvaerr/inference';
import { logMelFeatures, writeSyntheticStore } from '@ssvaerr/preprocess';
import { foldSeed } from '@ssvaerr/random';
import { leader, renderReport } from '@ssvaerr/report';
import type { DataSetOptions } from '@ssvaerr/synthface';
import type { TrainConfig } from '../config/train-config.ts';
import { startEngine } from '../host/engine.ts';
import type { EngineName } from '../host/engine-names.ts';
import { synthThread } from '../host/synth-thread.ts';
import { methods } from '../methods/index.ts';
import type { LiraConfig } from '../methods/lira.ts';
import { loadRun } from '../runs/load-run.ts';
import { RunFolder } from '../runs/run-folder.ts';
import { pretrainTask } from '../tasks/pretrain.ts';
import { ensureRun } from '../tasks/run-task.ts';
import { trainTask } from '../tasks/train.ts';
import { type DemoResults, demoFormat } from './demo-results.ts';
import { pretrainingNote } from './pretraining-note.ts';

/** Options of a synthetic store. */
type Filming = Required<Pick<DataSetOptions, 'clips' | 'frames' | 'fps'>>;

export interface DemoOptions {
  /** Config of both trainings of the downstream network. */
  readonly config: TrainConfig;
  /** Config of the pre-training; seed, width, activation and normalization are those of `config`. */
  readonly lira: LiraConfig;
  /** The labelled store. */
  readonly moods: Filming;
  /** The store with audio and without labels, of other people. */
  readonly talking: Filming;
  /** Side of the frames of both, in pixels. */
  readonly size: number;
  readonly engine: EngineName | 'auto';
  /** Removes a demo that is there. */
  readonly force: boolean;
  readonly log: Log;
  readonly signal: AbortSignal;
}

/** Files of a demo. */
const ours = ['store', 'talking', 'scratch', 'lira', 'from-lira', 'results.json', 'report.html'];

/** @throws UserError if a run there was started with another config: it would be continued. */
async function assertSameRun<Config extends object>(
  out: string,
  task: Parameters<RunFolder['info']>[0],
  runPath: string,
  config: Config,
): Promise<void> {
  const folder = new RunFolder(runPath);
  if (!folder.exists) return;
  const started = (await folder.info(task)).config as Readonly<Record<string, unknown>>;
  const other = Object.entries(config).find(
    ([field, value]) => JSON.stringify(started[field]) !== JSON.stringify(value),
  );
  if (other === undefined) return;
  throw new UserError(
    `${out}: was started with another '${other[0]}'. Start again with --force, or choose another --out.`,
  );
}

/**
 * The main job on synthetic faces: makes two stores, one with labels and one with audio, trains the
 * downstream network from scratch, pre-trains an encoder by LiRA, trains the same network from that, scores
 * both and two baselines on people that neither has seen, and writes `results.json` and `report.html`.
 * Interrupted, it goes on where it was; finished, it returns what is there.
 *
 * @throws UserError if the folder holds something else; Interrupted if `signal` says so.
 */
export async function runDemo(out: string, options: DemoOptions): Promise<DemoResults> {
  const { config, engine, log, signal, force, size } = options;
  const at = (name: string) => join(out, name);
  const foreign =
    existsSync(out) &&
    readdirSync(out).find((name) => !ours.includes(name.replace(/[.]part$/, '')));
  if (foreign) {
    throw new UserError(`${out}: holds something else (${foreign}). Choose another --out.`);
  }
  if (force) await rm(out, { recursive: true, force: true });
  const { seed, width, activation, normalize } = config;
  const lira = { ...options.lira, seed, width, activation, normalize };
  const pretrain = pretrainTask();
  await assertSameRun(out, trainTask, at('scratch'), config);
  await assertSameRun(out, pretrain, at('lira'), lira);
  await assertSameRun(out, trainTask, at('from-lira'), config);
  if (existsSync(at('results.json'))) {
    log.info(`${out}: is finished. Repeat it with --force.`);
    return readRecord(at('results.json'), demoFormat);
  }

  const stages: { name: string; seconds: number }[] = [];
  const timed = async <T>(name: string, work: () => Promise<T>): Promise<T> => {
    log.info(`${name} ...`);
    const start = performance.now();
    const result = await work().catch((error: unknown) => {
      if (error instanceof Interrupted)
        throw new Interrupted(`${out}: run the same command to continue.`);
      throw error;
    });
    stages.push({ name, seconds: (performance.now() - start) / 1000 });
    return result;
  };

  const common = { thread: synthThread, size, resume: true, log, signal };
  const { store } = await timed('draw faces with labels', () =>
    writeSyntheticStore(at('store'), { ...options.moods, ...common, seed, audio: null }),
  );
  const scratch = await timed('train from scratch', () =>
    ensureRun(trainTask, at('scratch'), { ...options, store }),
  );
  const { store: talking } = await timed('draw faces with audio', async () => {
    await startEngine(engine);
    return writeSyntheticStore(at('talking'), {
      ...options.talking,
      ...common,
      seed: foldSeed(seed, 'talking'),
      audio: logMelFeatures,
      labels: false,
    });
  });
  const pretraining = await timed('pre-train by LiRA', () =>
    ensureRun(pretrain, at('lira'), { ...options, config: lira, store: talking }),
  );
  const fromLira = await timed('train from LiRA', () =>
    ensureRun(trainTask, at('from-lira'), { ...options, store, init: at('lira') }),
  );
  const baselines = await timed('baselines', () => scoreBaselines(store));

  const runs = await Promise.all([at('scratch'), at('from-lira')].map(loadRun));
  const { name } = leader(runs)!.run;
  const run = name === 'from-lira' ? name : 'scratch';
  const all: DemoResults = {
    ...(run === 'scratch' ? scratch : fromLira),
    baselines,
    seconds: stages.reduce((sum, stage) => sum + stage.seconds, 0),
    run,
    scratch,
    lira: { ...fromLira, pretraining },
    stages,
  };
  const note = pretrainingNote(methods.lira, all);
  const report = renderReport({
    title: 'ssvaerr demo',
    runs,
    baselines: named(baselines),
    stages,
    note,
  });
  await writeFileAtomic(at('report.html'), report);
  await writeRecord(at('results.json'), demoFormat, all);
  return all;
}

const names: Readonly<Record<string, string>> = {
  ridge: 'ridge regression',
  mean: 'mean predictor',
};

/** The baselines under the names that the report shows. */
const named = (baselines: DemoResults['baselines']) =>
  Object.fromEntries(Object.entries(baselines).map(([key, scores]) => [names[key] ?? key, scores]));

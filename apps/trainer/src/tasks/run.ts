import { countParameters, downstreamParameters, Encoder } from '@ssvaerr/backbone';
import type { Split } from '@ssvaerr/data';
import { clipsOf, openStore, type Store, verifyStore } from '@ssvaerr/data/node';
import type { Log } from '@ssvaerr/host';
import { Interrupted, UserError } from '@ssvaerr/host';
import { writeFileAtomic } from '@ssvaerr/host/node';
import type { EpochMetrics, Results, SplitScores } from '@ssvaerr/report';
import { renderReport } from '@ssvaerr/report';
import { type Calibration, calibrated } from '../calibration/calibration.ts';
import type { TrainConfig } from '../config/train-config.ts';
import { type EngineName } from '../host/engine-names.ts';
import { startEngine } from '../host/engine.ts';
import { normalizationOf } from '../networks/normalization.ts';
import { loadModel } from '../runs/checkpoint.ts';
import { initialise } from '../runs/initialise.ts';
import { loadRun } from '../runs/load-run.ts';
import { RunFolder } from '../runs/run-folder.ts';
import { dataInfo, gitCommit, machineInfo, type RunInfo, versionsInfo } from '../runs/run-info.ts';
import { predictionCsv, predictSplit, SplitMetric } from './evaluation.ts';
import { trainDownstream } from './training.ts';

export interface RunOptions {
  readonly engine: EngineName | 'auto';
  readonly log: Log;
  readonly signal: AbortSignal;
}

export interface FinishedRun {
  readonly results: Results;
  /** Path of the page. */
  readonly report: string;
}

/**
 * A run from its beginning to its report.
 *
 * @throws UserError if the folder is there, or the store cannot be trained on; Interrupted if `signal`
 *   says so: {@link resumeRun} goes on.
 */
export async function startRun(
  path: string,
  {
    config,
    store: given,
    init,
    engine: wanted,
    log,
    signal,
  }: RunOptions & {
    readonly config: TrainConfig;
    readonly store: Store;
    readonly init: string | null;
  },
): Promise<FinishedRun> {
  const { store, skipped } = await soundClips(given, log);
  assertTrainable(store);
  const engine = await startEngine(wanted);
  log.info(`engine ${engine.name}: ${engine.detail}`);
  if (init) await tryInitialise(config, store, init);
  const folder = new RunFolder(path);
  const info = await newRunInfo({ command: 'train', config, init, store, skipped, engine });
  await folder.create(info);
  return finish(folder, info, store, log, signal);
}

/**
 * Goes on with a run that was interrupted, with its own config, data and engine.
 *
 * @throws UserError if there is no run, it is finished, its data has changed, or its engine is not here.
 */
export async function resumeRun(
  path: string,
  { engine: wanted, log, signal }: RunOptions,
): Promise<FinishedRun> {
  const folder = new RunFolder(path);
  const info = await folder.info();
  if (await folder.results()) {
    throw new UserError(`${path}: is finished; there is nothing to resume. See ${folder.report}.`);
  }
  const store = await assertSameStore(path, info, await openStore(info.data.path), wanted);
  await startEngine(info.engine.name);
  return finish(folder, info, store, log, signal);
}

/** What `config.json` of a new run says. */
export async function newRunInfo<Config>({
  store,
  skipped,
  ...rest
}: Pick<RunInfo<Config>, 'command' | 'config' | 'init' | 'engine'> & {
  readonly store: Store;
  readonly skipped: readonly string[];
}): Promise<RunInfo<Config>> {
  return {
    formatVersion: 1,
    ...rest,
    data: { ...(await dataInfo(store)), skipped },
    machine: machineInfo(),
    versions: versionsInfo(),
    commit: gitCommit(),
  };
}

/**
 * The clips that a run began with.
 *
 * @throws UserError if store or engine are others than those.
 */
export async function assertSameStore(
  path: string,
  { engine, data }: RunInfo<unknown>,
  store: Store,
  wanted: RunOptions['engine'],
): Promise<Store> {
  if (wanted !== 'auto' && wanted !== engine.name) {
    throw new UserError(
      `${path}: began on engine ${engine.name}; on ${wanted} its numbers would differ.`,
    );
  }
  const { sha256 } = await dataInfo(store);
  if (sha256 !== data.sha256) {
    throw new UserError(`${path}: its store ${store.root} is not the one that it began with.`);
  }
  const clips = store.clips.filter(({ id }) => !data.skipped.includes(id));
  return { ...store, clips };
}

async function finish(
  folder: RunFolder,
  info: RunInfo,
  store: Store,
  log: Log,
  signal: AbortSignal,
): Promise<FinishedRun> {
  const { config, init } = info;
  const epochs = await trainDownstream({ config, init, store, folder, log, signal });
  const began = performance.now();
  const validation = await evaluateRun(folder, store, { split: 'validation' }, log, signal);
  const hasTest = clipsOf(store, 'test').length > 0;
  const test = hasTest
    ? await evaluateRun(folder, store, { split: 'test' }, log, signal)
    : undefined;
  const trained = epochs.reduce((sum, { seconds }) => sum + seconds, 0);
  const results: Results = {
    formatVersion: 1,
    engine: info.engine.name,
    seconds: trained + (performance.now() - began) / 1000,
    bestEpoch: bestOf(epochs).epoch,
    parameters: countParameters(downstreamParameters(config)),
    validation,
    ...(test && { test }),
  };
  await folder.writeResults(results);
  const run = await loadRun(folder.path);
  await writeFileAtomic(folder.report, renderReport({ title: run.name, runs: [run] }));
  return { results, report: folder.report };
}

const bestOf = (epochs: readonly EpochMetrics[]) => epochs.filter(({ best }) => best).at(-1)!;

/**
 * Predicts a split with the best network of a run, writes a table for each video, and scores them.
 *
 * @param into the folder of the tables below `predictions`. Default: the split's name.
 * @param calibration what is done to the predictions. Default: nothing.
 * @throws UserError if the run has no network yet, or the split no clip.
 */
export async function evaluateRun(
  folder: RunFolder,
  store: Store,
  {
    split,
    into = split,
    calibration,
  }: {
    readonly split: Split;
    readonly into?: string;
    readonly calibration?: Calibration | undefined;
  },
  log: Log,
  signal: AbortSignal,
): Promise<SplitScores> {
  const clips = clipsOf(store, split);
  if (clips.length === 0) throw new UserError(`${store.root}: has no ${split} clips.`);
  const { model, info } = await loadModel(folder.best);
  if (info.height !== store.info.height || info.width !== store.info.width) {
    log.warn(
      `${store.root}: frames are ${store.info.width} x ${store.info.height}, the network was trained on ${info.width} x ${info.height}.`,
    );
  }
  const progress = log.progress({ task: split, unit: 'videos', total: clips.length });
  const metric = new SplitMetric();
  try {
    for await (const raw of predictSplit(model, store, split, info.pixel)) {
      const prediction = calibration ? calibrated(raw, calibration) : raw;
      metric.add(prediction);
      const file = folder.predictions(into, prediction.clip.id);
      await writeFileAtomic(file, predictionCsv(prediction));
      progress.advance(1);
      if (signal.aborted) throw new Interrupted(`${folder.path}: predictions are incomplete.`);
    }
  } finally {
    progress.end();
    model.dispose();
  }
  return metric.result();
}

/** The store without the clips that cannot be used; says which and why. */
export async function soundClips(
  store: Store,
  log: Log,
): Promise<{ store: Store; skipped: string[] }> {
  const skipped = new Set<string>();
  for await (const { clip, message } of verifyStore(store)) {
    log.warn(`skipped ${clip.id}: ${message}`);
    skipped.add(clip.id);
  }
  const clips = store.clips.filter(({ id }) => !skipped.has(id));
  return { store: { ...store, clips }, skipped: [...skipped] };
}

/**
 * A store as a run sees it: its own without the clips that it skipped, another one without those that
 * cannot be used.
 */
export async function storeOfRun(
  { data }: RunInfo<unknown>,
  store: Store,
  log: Log,
): Promise<{ store: Store; own: boolean }> {
  const own = (await dataInfo(store)).sha256 === data.sha256;
  if (!own) return { ...(await soundClips(store, log)), own };
  const clips = store.clips.filter(({ id }) => !data.skipped.includes(id));
  return { store: { ...store, clips }, own };
}

/** Before a folder is made: whether the encoder can be taken from there. */
async function tryInitialise(config: TrainConfig, store: Store, init: string): Promise<void> {
  const encoder = new Encoder({ ...config, seed: 1 });
  try {
    await initialise(encoder, init, normalizationOf(config, store));
  } finally {
    encoder.dispose();
  }
}

function assertTrainable(store: Store): void {
  for (const split of ['train', 'validation'] as const) {
    const clips = clipsOf(store, split);
    if (clips.length === 0) {
      throw new UserError(`${store.root}: has no usable ${split} clips; training needs some.`);
    }
    if (clips.every(({ files }) => files.labels === undefined)) {
      const what = `has no labels in its ${split} clips; pretrain needs none, train does`;
      throw new UserError(`${store.root}: ${what}.`);
    }
  }
}

import { existsSync } from 'node:fs';
import { openStore, type Store } from '@ssvaerr/data/node';
import { issueMessage, type Log, UserError } from '@ssvaerr/host';
import { writeFileAtomic } from '@ssvaerr/host/node';
import { renderReport } from '@ssvaerr/report';
import { startEngine } from '../host/engine.ts';
import type { EngineName } from '../host/engine-names.ts';
import { restoreTraining, saveTraining } from '../runs/checkpoint.ts';
import { intactClips } from '../runs/intact-clips.ts';
import { loadRuns } from '../runs/load-runs.ts';
import { start } from '../runs/position.ts';
import { RunFolder } from '../runs/run-folder.ts';
import { dataInfo, gitCommit, machineInfo, versionsInfo } from '../runs/run-info.ts';
import type { RunRecord } from '../runs/run-record.ts';
import { assertFinite } from './assert-finite.ts';
import { runLoop } from './loop.ts';
import type { Task, TaskContext, Trained, Training } from './task.ts';

export interface RunOptions {
  readonly engine: EngineName | 'auto';
  /** Threads of the engine. Default: one per core. */
  readonly threads?: number | undefined;
  readonly log: Log;
  readonly signal: AbortSignal;
}

export interface StartOptions<Config> extends RunOptions {
  readonly config: Config;
  readonly store: Store;
  /** Run or file whose encoder is taken over. Default null: none. */
  readonly init?: string | null;
}

export interface FinishedRun<Results> {
  readonly results: Results;
  /** Path of the page. */
  readonly report: string;
}

/**
 * Runs a task from its beginning to its report.
 *
 * @throws UserError if the folder exists, or the store cannot be trained on; Interrupted if `signal` says so:
 *   {@link resumeTask} continues.
 */
export async function startTask<Config, Epoch, Results>(
  task: Task<Config, Epoch, Results>,
  path: string,
  { config, store: given, init = null, engine: wanted, threads, log, signal }: StartOptions<Config>,
): Promise<FinishedRun<Results>> {
  const { error } = task.config.safeParse(config);
  if (error) throw new UserError(`${task.command}: ${issueMessage(error, config)}`);
  task.assertFits(given, config);
  const intact = await intactClips(given, log);
  const unusable = (await task.unusable?.(intact.store, config, log)) ?? new Set();
  const skipped = [...intact.skipped, ...(unusable as ReadonlySet<string>)];
  const store = usedClips(task, given, skipped, config);
  task.assertEnough(store, config);
  const engine = await startEngine(wanted, { threads });
  log.info(`engine ${engine.name}: ${engine.detail}`);
  const folder = new RunFolder(path);
  const context = { config, init, store, folder, engine: engine.name, log, signal };
  const record: RunRecord<Config> = {
    command: task.command,
    ...task.about(config),
    config,
    init,
    engine,
    data: { ...(await dataInfo(store)), skipped },
    machine: machineInfo(),
    versions: versionsInfo(),
    commit: gitCommit(),
  };
  // Before the folder is created: what cannot be built leaves none behind.
  const training = await task.build(context);
  try {
    await folder.create(task, record);
  } catch (error) {
    training.dispose();
    throw error;
  }
  return finish(task, context, training);
}

/**
 * Continues a run that was interrupted, with its own config, data and engine.
 *
 * @throws UserError if there is no run, it is finished, its data has changed, or its engine is not available.
 */
export async function resumeTask<Config, Epoch, Results>(
  task: Task<Config, Epoch, Results>,
  path: string,
  { engine: wanted, threads, log, signal }: RunOptions,
): Promise<FinishedRun<Results>> {
  const folder = new RunFolder(path);
  const { config, data, engine, ...info } = await folder.info(task);
  if (await folder.results(task)) {
    throw new UserError(`${path}: is finished; there is nothing to resume. See ${folder.report}.`);
  }
  if (wanted !== 'auto' && wanted !== engine.name) {
    throw new UserError(
      `${path}: was started on engine ${engine.name}; on ${wanted} its numbers would differ.`,
    );
  }
  const store = await openStore(data.path);
  if ((await dataInfo(store)).sha256 !== data.sha256) {
    throw new UserError(`${path}: the store ${store.root} has changed since the run was started.`);
  }
  await startEngine(engine.name, { threads });
  const init = existsSync(folder.last) ? null : info.init; // what it gave is in the checkpoint
  const used = usedClips(task, store, data.skipped, config);
  const context = { config, init, store: used, folder, engine: engine.name, log, signal };
  return finish(task, context, await task.build(context));
}

/** The results of a run: finished before, resumed, or run from its beginning. */
export async function ensureRun<Config, Epoch, Results>(
  task: Task<Config, Epoch, Results>,
  path: string,
  options: StartOptions<Config>,
): Promise<Results> {
  const folder = new RunFolder(path);
  if (!folder.exists) return (await startTask(task, path, options)).results;
  return (await folder.results(task)) ?? (await resumeTask(task, path, options)).results;
}

/** The clips that a task uses, in the splits that it uses them for. */
function usedClips<Config>(
  { assigned = (store) => store }: Pick<Task<Config, unknown, unknown>, 'assigned'>,
  store: Store,
  skipped: readonly string[],
  config: Config,
): Store {
  const clips = store.clips.filter(({ id }) => !skipped.includes(id));
  return assigned({ ...store, clips }, config);
}

async function finish<Config, Epoch, Results>(
  task: Task<Config, Epoch, Results>,
  context: TaskContext<Config>,
  training: Training<Epoch>,
): Promise<FinishedRun<Results>> {
  const { folder } = context;
  const results = await task.finish(context, await trainToEnd(task, context, training));
  await folder.writeResults(task, results);
  const runs = await loadRuns([folder.path]);
  const title = [...runs.runs, ...runs.pretexts].map(({ name }) => name).join();
  await writeFileAtomic(folder.report, renderReport({ title, ...runs }));
  return { results, report: folder.report };
}

/** Trains to the end of the last epoch, from the last checkpoint where the folder has one; disposes the training. */
async function trainToEnd<Config, Epoch, Results>(
  task: Task<Config, Epoch, Results>,
  { folder, log, signal }: TaskContext<Config>,
  training: Training<Epoch>,
): Promise<Trained<Epoch>> {
  const { weights, optimizer, info, measures } = training;
  try {
    const resumed = existsSync(folder.last);
    const position = resumed ? await restoreTraining(folder.last, weights, optimizer) : start;
    // A crash may have left the line of an epoch that is done again.
    const epochs = (await folder.metrics(task)).slice(0, position.epoch);
    await runLoop(
      {
        task: training.title,
        epochs: training.epochs,
        stepsPerEpoch: training.stepsPerEpoch,
        batches: training.batches,
        async step(batch, position) {
          optimizer.learningRate = training.learningRate(position.step);
          const read = training.step(batch, position);
          const values = await read.data();
          read.dispose();
          const measured = Object.fromEntries(measures.map((name, i) => [name, values[i]!]));
          assertFinite(task.command, measured, position, folder);
          return measured;
        },
        async endEpoch(finished) {
          const ended = await training.endEpoch(finished, optimizer.learningRate);
          epochs.push(ended.line);
          log.info(`epoch ${finished.epoch}/${training.epochs}: ${ended.says}`);
          await folder.writeMetrics(task, epochs);
          return ended.score;
        },
        save: (position) => saveTraining(folder.last, weights, info, optimizer, position),
      },
      position,
      { log, signal, how: `${folder.path}: continue with --resume.` },
    );
    return { epochs, validation: await training.atEnd?.() };
  } finally {
    training.dispose();
  }
}

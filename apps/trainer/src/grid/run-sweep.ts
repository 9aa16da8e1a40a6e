import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { openStore, type Store } from '@ssvaerr/data/node';
import { duration, Interrupted, type Job, type Log, UserError } from '@ssvaerr/host';
import { contentId, inProcessQueue } from '@ssvaerr/host/node';
import { selectionScore } from '@ssvaerr/metrics';
import { startEngine } from '../host/engine.ts';
import type { EngineName } from '../host/engine-names.ts';
import { assertNewFolder } from '../runs/assert-new-folder.ts';
import { weightsFile } from '../runs/initialize.ts';
import type { TrainResults } from '../runs/run-formats.ts';
import { dataInfo } from '../runs/run-info.ts';
import { trainTask } from '../tasks/train.ts';
import { planTrials, type Trial } from './plan-trials.ts';
import type { TrialOrder } from './run-trial.ts';
import { searchedFields, valuesText } from './searched-fields.ts';
import type { SweepFile } from './sweep-file.ts';
import { SweepFolder, type SweepRecord } from './sweep-record.ts';
import { type Listener, trialWorkers } from './trial-workers.ts';

export interface SweepOptions {
  readonly engine: EngineName | 'auto';
  /** Trials that run at the same time, each on one thread. */
  readonly workers: number;
  readonly log: Log;
  readonly signal: AbortSignal;
}

/** A sweep file and where it is. */
export interface NamedFile {
  readonly path: string;
  readonly content: SweepFile;
}

export interface NewSweep extends SweepOptions {
  readonly file: NamedFile;
  readonly store: Store;
  /** Run or file whose encoder all trials start from. */
  readonly init: string | null;
}

/**
 * Plans a sweep, writes `sweep.json` and trains all trials.
 *
 * @throws UserError if the folder exists, or a trial has a config or a store that `train` would refuse: before
 *   anything is written. Interrupted if `signal` says so: {@link resumeSweep} continues.
 */
export async function startSweep(
  out: string,
  { file, store, init, ...options }: NewSweep,
): Promise<SweepRecord> {
  const { trials, duplicates } = planTrials(file.path, file.content);
  for (const { config } of trials) {
    trainTask.assertFits(store, config);
    trainTask.assertEnough(store, config);
  }
  const initial = init === null ? null : { path: init, sha256: await weightsHash(init) };
  await assertNewFolder(out);
  const { name } = await startEngine(options.engine, { threads: 1 }); // one for all trials
  if (duplicates > 0) {
    options.log.info(
      `${duplicates} of ${trials.length + duplicates} trials have the config of an earlier one and are dropped`,
    );
  }
  const data = { path: store.root, sha256: (await dataInfo(store)).sha256 };
  const record = { file: file.content, data, init: initial, engine: name, trials, duplicates };
  return runTrials(new SweepFolder(out), { ...record, failed: {} }, options);
}

export interface ResumedSweep extends SweepOptions {
  /** What the user names once more, to be compared. */
  readonly file?: NamedFile | undefined;
  readonly data?: string | undefined;
  readonly init?: string | undefined;
}

/**
 * Continues a sweep: finished trials are kept, interrupted ones go on from their checkpoints, failed ones are tried again.
 *
 * @throws UserError if the folder holds no sweep, or its file, store, initial weights or engine is another one now.
 */
export async function resumeSweep(
  out: string,
  { file, data, init, ...options }: ResumedSweep,
): Promise<SweepRecord> {
  const folder = new SweepFolder(out);
  const record = await folder.read();
  const { file: started, engine } = record;
  const changed = file && Object.keys({ ...started, ...file.content }).find((key) => contentId(part(started, key)) !== contentId(part(file.content, key))); // biome-ignore format: one line
  if (changed !== undefined) {
    throw new UserError(
      `${file!.path}: '${changed}' is not that of the sweep in ${out}. Choose another --out, or undo the change.`,
    );
  }
  if (options.engine !== 'auto' && options.engine !== engine) {
    throw new UserError(
      `${out}: was started on engine ${engine}; on ${options.engine} its numbers would differ.`,
    );
  }
  const store = await openStore(data ?? record.data.path);
  if ((await dataInfo(store)).sha256 !== record.data.sha256) {
    throw new UserError(
      `${out}: the store ${store.root} is not the one of the sweep, or has changed since it was started.`,
    );
  }
  const from = init ?? record.init?.path;
  if (from !== undefined && (await weightsHash(from)) !== record.init?.sha256) {
    throw new UserError(
      `${out}: the weights of --init ${from} are not those of the sweep, or have changed since it was started.`,
    );
  }
  return runTrials(folder, record, options);
}

const part = (file: SweepFile, key: string): unknown => file[key as keyof SweepFile] ?? null;

const weightsHash = async (source: string) =>
  createHash('sha256')
    .update(await readFile(await weightsFile(source)))
    .digest('hex');

/** Runs the trials that are not finished; returns the record with those that failed. */
async function runTrials(
  folder: SweepFolder,
  given: SweepRecord,
  { workers, log, signal }: SweepOptions,
): Promise<SweepRecord> {
  const { trials, engine, data, init } = given;
  const waiting: Trial[] = [];
  for (const trial of trials) {
    if (!(await folder.trial(trial.id).results(trainTask))) waiting.push(trial);
  }
  let record: SweepRecord = { ...given, failed: {} };
  await folder.write(record);
  const total = trials.length;
  let done = total - waiting.length;
  const interrupted = () =>
    new Interrupted(`${folder.path}: ${done} of ${total} trials are done; continue with --resume.`);
  if (waiting.length === 0) return record;

  const used = Math.min(workers, waiting.length);
  const kept = done > 0 ? `, ${done} of them finished before` : '';
  log.info(`${total} trials${kept}; ${used} at a time, on one thread each of engine ${engine}`);
  const progress = log.progress({ task: 'sweep', unit: 'trials', total, done });
  const warned = new Set<string>();
  const listener: Listener = {
    says: ({ folder }, line) => progress.advance(0, `${folder}: ${line}`),
    warns(_, line) {
      if (!warned.has(line)) log.warn(line); // all trials read the same store
      warned.add(line);
    },
  };
  const jobs = waiting.map(({ id, config }): Job<TrialOrder> => {
    const order = { config, init: init?.path ?? null, engine };
    return {
      id: contentId({ ...order, init: init?.sha256 ?? null, data: data.sha256, threads: 1 }),
      payload: { ...order, folder: folder.trial(id).path, store: data.path },
    };
  });
  const trialOf = new Map(jobs.map((job, i) => [job, waiting[i]!]));
  const searched = searchedFields(record);
  const queue = inProcessQueue(trialWorkers(used, listener));
  const stop = () => void queue.close();
  signal.addEventListener('abort', stop, { once: true });
  try {
    if (signal.aborted) throw interrupted();
    for await (const settled of queue.run(jobs)) {
      const { id, config } = trialOf.get(settled.job)!;
      const results = await folder.trial(id).results(trainTask);
      if (!results && signal.aborted) continue;
      const problem = results || !('error' in settled) ? null : (settled.error as Error);
      if (problem) {
        record = { ...record, failed: { ...record.failed, [id]: firstLine(problem) } };
        await folder.write(record);
      }
      done++;
      const says = results ? scoresText(results) : `failed: ${record.failed[id]}`;
      log.info(`trial ${id} (${valuesText(config, searched)}): ${says}`);
      progress.advance(1);
    }
    if (done < total) throw interrupted();
    return record;
  } finally {
    signal.removeEventListener('abort', stop);
    progress.end();
    await queue.close();
  }
}

const firstLine = ({ message }: Error) => message.split('\n')[0]!;

function scoresText({ validation, seconds }: TrainResults): string {
  const { arousal, valence } = validation;
  const ccc = `${arousal.ccc.toFixed(3)} arousal, ${valence.ccc.toFixed(3)} valence`;
  return `validation CCC ${ccc}, mean ${selectionScore(validation).toFixed(3)} (${duration(seconds)})`;
}

import { openStore } from '@ssvaerr/data/node';
import type { Log } from '@ssvaerr/host';
import type { TrainConfig } from '../config/train-config.ts';
import type { EngineName } from '../host/engine-names.ts';
import { ensureRun } from '../tasks/run-task.ts';
import { trainTask } from '../tasks/train.ts';

/** Everything that a worker needs to train a trial. */
export interface TrialOrder {
  /** Run folder of the trial. */
  readonly folder: string;
  readonly config: TrainConfig;
  /** Path of the store. */
  readonly store: string;
  readonly init: string | null;
  readonly engine: EngineName;
}

/**
 * Trains a trial, or continues it, on one thread: its numbers do not depend on the number of workers.
 *
 * @throws what `startTask` and `resumeTask` throw.
 */
export async function runTrial(
  { folder, store, ...options }: TrialOrder,
  context: { readonly log: Log; readonly signal: AbortSignal },
): Promise<void> {
  const opened = await openStore(store);
  await ensureRun(trainTask, folder, { ...options, ...context, store: opened, threads: 1 });
}

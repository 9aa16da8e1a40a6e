import type { LoadedBatch } from '@ssvaerr/data/node';
import { Interrupted, type Log } from '@ssvaerr/host';
import { type Position, start } from '../runs/position.ts';

/** The training that the loop drives. */
export interface Job {
  readonly task: string;
  readonly epochs: number;
  readonly stepsPerEpoch: number;
  /** The batches of an epoch, counted from 0, from one of them on. */
  batches(epoch: number, firstBatch: number): AsyncIterable<LoadedBatch>;
  /** One step; gives what it measured, `loss` among it. */
  step(batch: LoadedBatch, position: Position): Promise<Record<string, number>>;
  /** After the last step of an epoch, before it is saved. Gives its score, if it has one. */
  endEpoch(epoch: FinishedEpoch): Promise<number | undefined>;
  /** Writes all that the training needs to go on from there. */
  save(position: Position): Promise<void>;
}

/** Results of the steps of an epoch. */
export interface FinishedEpoch {
  /** Number of the epoch, from 1. */
  readonly epoch: number;
  /** Steps in all. */
  readonly step: number;
  /** Measured values, averaged over the epoch's steps. */
  readonly means: Readonly<Record<string, number>>;
  /** Wall time of its steps, those of an interrupted process not counted. */
  readonly seconds: number;
  /** Steps in that time. */
  readonly steps: number;
  /** The best epoch before this one. */
  readonly best: Position['best'];
}

/** A long epoch is saved in between, too. */
const secondsBetweenSaves = 300;

/**
 * Runs a job to the end of its last epoch. Where it is interrupted makes no difference to what it
 * computes: every step depends on its position alone.
 *
 * @param how said at an interruption: how to go on.
 * @throws Interrupted, with everything saved, after the step at hand if `signal` says so.
 */
export async function runLoop(
  job: Job,
  from: Position,
  { log, signal, how }: { readonly log: Log; readonly signal: AbortSignal; readonly how: string },
): Promise<void> {
  let position = from;
  const progress = log.progress({
    task: job.task,
    unit: 'steps',
    total: job.epochs * job.stepsPerEpoch,
    done: position.step,
  });
  try {
    while (position.epoch < job.epochs) {
      const { epoch } = position;
      const began = performance.now();
      const firstStep = position.step;
      let saved = began;
      for await (const batch of job.batches(epoch, position.stepOfEpoch)) {
        const measured = await job.step(batch, position);
        position = {
          ...position,
          stepOfEpoch: position.stepOfEpoch + 1,
          step: position.step + 1,
          sums: added(position.sums, measured),
        };
        progress.advance(1, `epoch ${epoch + 1}/${job.epochs}, loss ${measured.loss!.toFixed(3)}`);
        const interrupted = signal.aborted;
        if (interrupted || performance.now() - saved > 1000 * secondsBetweenSaves) {
          await job.save(position);
          saved = performance.now();
        }
        if (interrupted) throw new Interrupted(how);
      }

      const { stepOfEpoch, step, sums, best } = position;
      const means = Object.fromEntries(
        Object.entries(sums).map(([name, sum]) => [name, sum / stepOfEpoch]),
      );
      const seconds = (performance.now() - began) / 1000;
      const steps = step - firstStep;
      const score = await job.endEpoch({ epoch: epoch + 1, step, means, seconds, steps, best });
      position = { ...start, epoch: epoch + 1, step, best: better(best, score, epoch) };
      await job.save(position);
    }
  } finally {
    progress.end();
  }
}

const added = (sums: Position['sums'], measured: Record<string, number>): Position['sums'] =>
  Object.fromEntries(
    Object.entries(measured).map(([name, value]) => [name, (sums[name] ?? 0) + value]),
  );

/** The best so far; of equals the first. */
export function better(
  best: Position['best'],
  score: number | undefined,
  epoch: number,
): Position['best'] {
  if (score === undefined || (best && best.score >= score)) return best;
  return { score, epoch };
}

import type { LoadedBatch, Store } from '@ssvaerr/data/node';
import type { Log } from '@ssvaerr/host';
import type { EncoderInfo, ModelInfo, Weights } from '@ssvaerr/inference';
import type { Schedule } from '@ssvaerr/optim';
import type * as tf from '@tensorflow/tfjs';
import type { Position } from '../runs/position.ts';
import type { RunFolder } from '../runs/run-folder.ts';
import type { RunFormats } from '../runs/run-formats.ts';
import type { RunRecord } from '../runs/run-record.ts';
import type { FinishedEpoch } from './loop.ts';

/**
 * Something that trains on a store into a run folder: what `train` and `pretrain` do differently. Starting,
 * resuming and finishing are the same for all: `run-task.ts`.
 */
export interface Task<Config, Epoch, Results> extends RunFormats<Config, Epoch, Results> {
  /** Config of a run as its record states it, for the report. */
  about(config: Config): Pick<RunRecord, 'title' | 'monitors'>;
  /**
   * Checks whether a store fits a config, before any clip is read.
   *
   * @throws UserError naming the store and what is wrong.
   */
  assertFits(store: Store, config: Config): void;
  /** Finds intact clips that the task cannot use all the same, and logs why; their ids. */
  unusable?(store: Store, config: Config, log: Log): Promise<ReadonlySet<string>>;
  /** Assigns the clips to other splits than those of the store. Default: they stay as they are. */
  assigned?(store: Store, config: Config): Store;
  /**
   * Checks whether the clips that can be used are enough.
   *
   * @throws UserError naming the store and what is missing.
   */
  assertEnough(store: Store, config: Config): void;
  /** Builds what is trained, from its initial weights. The caller disposes it. */
  build(context: TaskContext<Config>): Promise<Training<Epoch>>;
  /** Scores the finished training. */
  finish(context: TaskContext<Config>, trained: Trained<Epoch>): Promise<Results>;
}

/** Everything that a task receives. */
export interface TaskContext<Config> {
  readonly config: Config;
  /** Run or file whose encoder is taken over; null: none. */
  readonly init: string | null;
  /** The clips that can be used. */
  readonly store: Store;
  readonly folder: RunFolder;
  /** Name of the engine. */
  readonly engine: string;
  readonly log: Log;
  readonly signal: AbortSignal;
}

/** A training as the driver sees it. */
export interface Training<Epoch> {
  /** Short name of what is trained, for the progress line. */
  readonly title: string;
  readonly epochs: number;
  readonly stepsPerEpoch: number;
  readonly weights: Weights;
  readonly optimizer: tf.Optimizer & { learningRate: number };
  readonly learningRate: Schedule;
  /** Metadata stored with the weights. */
  readonly info: ModelInfo | EncoderInfo;
  /** Batches of an epoch, counted from 0, from `firstBatch` on. */
  batches(epoch: number, firstBatch: number): AsyncIterable<LoadedBatch>;
  /** Names of the values that {@link step} returns, in order; `loss` comes first. */
  readonly measures: readonly string[];
  /** Makes one step; returns the measures as one tensor, not read yet. */
  step(batch: LoadedBatch, position: Position): tf.Tensor;
  /** Called after the last step of an epoch: measures, saves the weights worth keeping. */
  endEpoch(finished: FinishedEpoch, learningRate: number): Promise<EndedEpoch<Epoch>>;
  /** Measures the validation clips once more, after the last epoch. */
  atEnd?(): Promise<Readonly<Record<string, number>> | undefined>;
  dispose(): void;
}

/** A training that is over. */
export interface Trained<Epoch> {
  readonly epochs: readonly Epoch[];
  /** Results of {@link Training.atEnd}. */
  readonly validation: Readonly<Record<string, number>> | undefined;
}

/** Results of an epoch. */
export interface EndedEpoch<Epoch> {
  /** Its line of `metrics.jsonl`. */
  readonly line: Epoch;
  /** Score by which epochs are compared, if any. */
  readonly score?: number;
  /** Its line for the log. */
  readonly says: string;
}

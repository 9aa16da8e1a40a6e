import type { Encoder } from '@ssvaerr/backbone';
import type { LoadedBatch, Store } from '@ssvaerr/data/node';
import type { Log } from '@ssvaerr/host';
import type { Normalization } from '@ssvaerr/inference';
import type { Exclusion } from '@ssvaerr/optim';
import type { Monitor } from '@ssvaerr/report';
import type * as tf from '@tensorflow/tfjs';
import type { Configurable } from '../config/fields.ts';
import type { MethodConfig } from './common.ts';

/**
 * A pretext method as the trainer sees it. Adding one takes its package, a file here that makes a value of this
 * type, and a line in `index.ts`.
 */
export interface Method<Config extends MethodConfig = MethodConfig> extends Configurable<Config> {
  /** Value of `--method`. */
  readonly name: string;
  /** The name as its paper writes it. */
  readonly title: string;
  /** Content of batches, and what the store must contain for it. */
  needs(config: Config): Needs;
  /**
   * Checks what only this method asks of a store.
   *
   * @throws UserError naming the store and what it lacks.
   */
  assertFits?(store: Store, config: Config): void;
  /** Finds clips that this method cannot use, and logs why; their ids. */
  unusable?(store: Store, config: Config, log: Log): Promise<ReadonlySet<string>>;
  /** Presentation of the loss (key `loss`) and of each monitor in the report: titles and reference levels. */
  monitors(config: Config): Readonly<Record<string, Monitor>>;
  /** Builds networks, views and step. */
  make(config: Config, context: MethodContext): Pretext | Promise<Pretext>;
  /** One sentence about the monitors' means over the validation clips. */
  summary?(validation: Readonly<Record<string, number>>): string;
}

/** Requirements of a method on batches and clips. */
export interface Needs {
  /** Smallest side of the frames, in pixels. */
  readonly side: number;
  /** Frames read per segment. */
  readonly frames: number;
  /** Whether every clip must have `frames` frames; else shorter ones are padded and masked. */
  readonly wholeSegments: boolean;
  /** Whether a batch holds all segments of each of its clips. */
  readonly together: boolean;
  /** Whether batches carry audio features. */
  readonly audio: boolean;
  /** Whether the stem sees single frames, so that only the middle slice of its kernel learns. */
  readonly perFrame: boolean;
}

/** Inputs from which a method is built, besides its config. */
export interface MethodContext {
  readonly store: Store;
  readonly pixel: Normalization;
  readonly stepsPerEpoch: number;
}

/** A method at work. The caller disposes it. */
export interface Pretext {
  /** The encoder that is trained: the result. Its variables are among {@link variables}. */
  readonly encoder: Encoder;
  /** Everything a checkpoint must hold, besides the optimizer. */
  readonly variables: Readonly<Record<string, tf.Variable>>;
  /** Parameters without weight decay. */
  readonly exclude: Exclusion;
  /**
   * Makes one training step.
   *
   * @param seeds One per clip, for the views.
   * @param step Steps made before.
   * @returns the loss, not read yet.
   */
  step(
    batch: LoadedBatch,
    seeds: readonly number[],
    optimizer: tf.Optimizer,
    step: number,
  ): tf.Scalar;
  /** Measures what shows a collapse, on one batch: scalars by the names of {@link Method.monitors}. */
  monitor(batch: LoadedBatch, seeds: readonly number[]): Record<string, tf.Scalar>;
  dispose(): void;
}

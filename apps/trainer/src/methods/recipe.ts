import type { Encoder } from '@ssvaerr/backbone';
import type { LoadedBatch } from '@ssvaerr/data/node';
import type { Exclusion } from '@ssvaerr/optim';
import type * as tf from '@tensorflow/tfjs';
import type { Normalisation } from '../networks/normalization.ts';

/** A pretext method, wired: what the trainer does with it is the same for all. */
export interface Recipe {
  /** What one wants: the encoder that is trained. Its variables are among {@link variables}. */
  readonly encoder: Encoder;
  /** Everything that a checkpoint must hold, besides the optimizer. */
  readonly variables: Readonly<Record<string, tf.Variable>>;
  /**
   * One step of training.
   *
   * @param seeds one of each clip, for the views.
   * @param step steps made before.
   * @returns the loss, not read yet.
   */
  step(
    batch: LoadedBatch,
    seeds: readonly number[],
    optimizer: tf.Optimizer,
    step: number,
  ): tf.Scalar;
  /** What tells a collapse, on one batch: figures by name, each a scalar. */
  monitor(batch: LoadedBatch, seeds: readonly number[]): Record<string, tf.Scalar>;
  /** For the optimizer: what is not decayed. */
  readonly exclude: Exclusion;
  dispose(): void;
}

/** What a recipe is told besides its config. */
export interface RecipeContext {
  /** Of the store's frames. */
  readonly height: number;
  readonly width: number;
  readonly pixel: Normalisation;
  readonly stepsPerEpoch: number;
}

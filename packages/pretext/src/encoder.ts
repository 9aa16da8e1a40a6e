import type * as tf from '@tensorflow/tfjs-core';

/** TF.js variables by their names in a checkpoint. */
export type Variables = Readonly<Record<string, tf.Variable>>;

/** A part of a model with its variables, such as an encoder or a head. */
export interface Network {
  /** All parameters and running statistics by their PyTorch names; the live variables, not copies. */
  readonly variables: Variables;
  /** The variables to optimize: neither running statistics nor frozen parameters. */
  readonly trainableVariables: readonly tf.Variable[];
}

/** The encoder that a pretext method trains; `Encoder` of `@ssvaerr/backbone` is one. */
export interface PretextEncoder extends Network {
  /** Number of features per frame. */
  readonly features: number;
  /**
   * Returns the features of every frame.
   *
   * @param clip `[batch, time, height, width, channels]`, normalized pixels.
   * @param options with `training`, batch norm normalizes by the batch and updates its running statistics.
   * @returns `[batch, time, features]`.
   */
  forward(clip: tf.Tensor5D, options: { readonly training: boolean }): tf.Tensor3D;
}

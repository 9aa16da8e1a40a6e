import type * as tf from '@tensorflow/tfjs-core';

/** TF.js variables by the name that a checkpoint gives them. */
export type Variables = Readonly<Record<string, tf.Variable>>;

/** A part of a network: an encoder, a head. */
export interface Network {
  /** Every parameter and running statistic by its PyTorch name; the live variables, not copies. */
  readonly variables: Variables;
  /** The variables to optimize: neither running statistics nor frozen parameters. */
  readonly trainableVariables: readonly tf.Variable[];
}

/** What a pretext method requires of the network that it trains; `Encoder` of `@ssvaerr/backbone` is one. */
export interface PretextEncoder extends Network {
  /** Numbers per frame. */
  readonly features: number;
  /**
   * Features of every frame.
   *
   * @param clip `[batch, time, height, width, channels]`, normalised pixels.
   * @param options `training`: batch norm normalises by the batch and moves its running statistics.
   * @returns `[batch, time, features]`.
   */
  forward(clip: tf.Tensor5D, options: { readonly training: boolean }): tf.Tensor3D;
}

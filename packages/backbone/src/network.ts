import type * as tf from '@tensorflow/tfjs-core';
import type { Variables } from './_variables.ts';
import type { BidirectionalGruOptions } from './bidirectional-gru.ts';
import type { EncodeVideoOptions, VideoPieces } from './encode-video.ts';
import type { Encoder, ForwardOptions } from './encoder.ts';

/** Input frames that a network accepts. */
export interface NetworkInputs {
  /** Channels of a frame: 1 (gray) or 3 (RGB). */
  readonly channels: number;
  /** Side of the frames, in pixels; null: any from 32 on. */
  readonly size: number | null;
}

/**
 * A network that predicts arousal and valence from clips: what a trainer, an exporter and a predictor need to
 * know of it. {@link DownstreamModel} is the paper's.
 */
export interface Network {
  readonly inputs: NetworkInputs;
  /** The part that a pretext method trains; null: the network cannot start from one. */
  readonly encoder: Encoder | null;
  /** Every parameter and running statistic by its PyTorch name: the state dict. The live variables, not copies. */
  readonly variables: Variables;
  /** The variables to optimize: neither running statistics nor frozen parameters. */
  readonly trainableVariables: readonly tf.Variable[];
  /**
   * Computes the raw outputs of every frame.
   *
   * @param clips `[batch, time, height, width, channels]`, normalized pixels.
   * @param options `training` normalizes by the batch; `mask` `[batch, time]` is 0 for padding.
   * @returns `[batch, time, outputs]`: per dimension the logits of the bins, then the value before
   *   `2 * sigmoid - 1`.
   */
  forward(clips: tf.Tensor5D, options?: ForwardOptions & BidirectionalGruOptions): tf.Tensor3D;
  /**
   * Computes the raw outputs of a whole video of any length, in evaluation, in bounded memory.
   *
   * @returns `[1, time, outputs]`, the caller's.
   */
  forwardVideo(pieces: VideoPieces, options?: EncodeVideoOptions): Promise<tf.Tensor3D>;
  /**
   * Computes the training loss of a network that brings its own, in place of a loss of the raw outputs.
   *
   * @param labels `[batch, time, 2]`: arousal and valence in [-1, 1].
   * @param mask `[batch, time]`: 1 where a label counts.
   * @returns a scalar.
   */
  trainingLoss?(clips: tf.Tensor5D, labels: tf.Tensor3D, mask: tf.Tensor2D): tf.Scalar;
  /** Sets every parameter and running statistic; if one does not fit, none. The values stay the caller's. */
  assign(values: Readonly<Record<string, tf.Tensor>>): void;
  dispose(): void;
}

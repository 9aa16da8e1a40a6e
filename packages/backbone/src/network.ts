import type * as tf from '@tensorflow/tfjs-core';
import type { Variables } from './_variables.ts';
import type { BidirectionalGruOptions } from './bidirectional-gru.ts';
import type { EncodeVideoOptions, VideoPieces } from './encode-video.ts';
import type { Encoder, ForwardOptions } from './encoder.ts';
import type { NetworkInputs } from './network-inputs.ts';

/**
 * The contract of a network that predicts arousal and valence from clips. It is all that training, export and
 * prediction know of a network. {@link DownstreamModel}, the network of the paper, fulfills it.
 *
 * @example
 * const network: Network = new DownstreamModel({ seed: 1 });
 * const output = network.forward(tf.zeros([1, 8, 96, 96, 1]));
 */
export interface Network {
  readonly inputs: NetworkInputs;
  /** The part that a pretext method trains; null if the network has no such part. */
  readonly encoder: Encoder | null;
  /** The state dict: every parameter and running statistic by its PyTorch name. These are the live variables, not copies. */
  readonly variables: Variables;
  /** The variables that an optimizer may change: no running statistics, nothing frozen. */
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
   * Computes the raw outputs of a whole video of any length, in evaluation, while holding few frames at a time.
   *
   * @param pieces consecutive frames `[time, height, width, channels]`, normalized. The network reads a piece before it
   *   asks for the next one.
   * @returns `[1, time, outputs]`, as `forward` gives for all frames. The caller disposes it.
   * @throws RangeError if a piece does not fit, or there is none.
   */
  forwardVideo(pieces: VideoPieces, options?: EncodeVideoOptions): Promise<tf.Tensor3D>;
  /**
   * Computes the training loss. Only a network with a loss of its own has this method; others are trained by a loss of
   * their raw outputs.
   *
   * @param clips `[batch, time, height, width, channels]`, normalized pixels.
   * @param labels `[batch, time, 2]`: arousal and valence in [-1, 1].
   * @param mask `[batch, time]`: 1 where a label counts.
   * @returns a scalar.
   */
  trainingLoss?(clips: tf.Tensor5D, labels: tf.Tensor3D, mask: tf.Tensor2D): tf.Scalar;
  /**
   * Sets every parameter and running statistic. The network copies the values; the caller keeps them.
   *
   * @param values a tensor for each name of `variables`.
   * @throws RangeError if one is missing, unknown or of another shape. Nothing is set then.
   */
  assign(values: Readonly<Record<string, tf.Tensor>>): void;
  /** Disposes the variables. */
  dispose(): void;
}

import * as tf from '@tensorflow/tfjs-core';
import { assertShape } from './_checks.ts';
import type { GruWeights } from './_gru-weights.ts';
import { assignVariables, makeVariables, type Variables } from './_variables.ts';
import { type BidirectionalGruOptions, bidirectionalGru } from './bidirectional-gru.ts';
import { type EncodeVideoOptions, predictVideo, type VideoPieces } from './encode-video.ts';
import { assertAlive, Encoder, type EncoderOptions, type ForwardOptions } from './encoder.ts';
import type { Network } from './network.ts';
import { type DownstreamConfig, headParameters, resolveDownstream } from './parameters.ts';

/** Options of {@link DownstreamModel}. */
export interface DownstreamOptions extends EncoderOptions, DownstreamConfig {}

/**
 * The network of SS-VAERR that predicts arousal and valence: encoder, two-layer bidirectional GRU and output layer. For
 * each frame and target it gives `bins` logits and one regression value before its `2 * sigmoid - 1`. It has 13,569,770
 * parameters.
 *
 * The model owns its variables, including the encoder's: call `dispose` when done.
 *
 * @see SS-VAERR, Fig. 1(d).
 * @example
 * ```ts
 * import { DownstreamModel } from '@ssvaerr/backbone';
 * import * as tf from '@tensorflow/tfjs';
 *
 * // A narrow network runs quickly; without `width` and `hidden` it is the paper's.
 * const model = new DownstreamModel({ width: 2, hidden: 8, seed: 1 });
 * const clips = tf.zeros<tf.Rank.R5>([1, 2, 32, 32, 1]);
 * console.log(model.forward(clips).shape.join()); // 1,2,42
 * ```
 */
export class DownstreamModel implements Network {
  /** The clips that it takes: those of its encoder. */
  static readonly inputs = Encoder.inputs;
  readonly inputs = DownstreamModel.inputs;
  /** The configuration, which must be stored with the weights. */
  readonly config: Required<DownstreamConfig>;
  /** Stem and trunk. Initialize them from a pretext run by `model.encoder.assign(pretrained.variables)`. */
  readonly encoder: Encoder;
  /** Every parameter and running statistic by its PyTorch name, as in {@link Encoder}. */
  readonly variables: Variables;
  /** The variables to optimize: neither running statistics nor frozen parameters. */
  readonly trainableVariables: readonly tf.Variable[];

  /** @throws RangeError if an option is out of its range. */
  constructor(options: DownstreamOptions) {
    this.config = resolveDownstream('DownstreamModel', options);
    this.encoder = new Encoder(options);
    const { hidden, bins } = this.config;
    const head = makeVariables(headParameters(this.encoder.features, hidden, bins), options.seed);
    this.variables = { ...this.encoder.variables, ...head };
    this.trainableVariables = [...this.encoder.trainableVariables, ...Object.values(head)];
  }

  /**
   * Returns the output of every frame: the encoder, then {@link head}.
   *
   * @param clip float32 `[batch, time, height, width, 1]`, normalized pixels, frames of at least 32 x 32.
   * @returns float32 `[batch, time, 2 * (bins + 1)]`: logits and value of arousal, then of valence.
   * @throws RangeError if the shape does not fit; TypeError if the dtype is not float32; Error if the model is disposed.
   */
  forward(
    clip: tf.Tensor5D,
    { mask, ...options }: ForwardOptions & BidirectionalGruOptions = {},
  ): tf.Tensor3D {
    return tf.tidy(() => this.head(this.encoder.forward(clip, options), mask ? { mask } : {}));
  }

  /**
   * Applies the part after the encoder: GRU and output layer.
   *
   * @param features float32 `[batch, time, 8 * width]`.
   * @returns float32 `[batch, time, 2 * (bins + 1)]`.
   * @throws RangeError if the shape does not fit; TypeError if the dtype is not float32; Error if the model is disposed.
   */
  head(features: tf.Tensor3D, options: BidirectionalGruOptions = {}): tf.Tensor3D {
    const where = 'DownstreamModel.head';
    assertShape(where, 'features', features, ['batch', 'time', this.encoder.features]);
    assertAlive(where, this.variables);
    const [batch, time] = features.shape;
    const layers = ['l0', 'l1'].map((layer) => ({
      forward: this.gruWeights(layer),
      backward: this.gruWeights(`${layer}_reverse`),
    }));
    return tf.tidy(() => {
      const states = bidirectionalGru(features, layers, options);
      const rows = tf.reshape(states, [batch * time, -1]);
      const output = tf.matMul(rows, this.variables['gru.fc.weight']!);
      return tf.reshape(tf.add(output, this.variables['gru.fc.bias']!), [batch, time, -1]);
    });
  }

  /** Returns the output of a whole video. See {@link predictVideo}. */
  forwardVideo(pieces: VideoPieces, options: EncodeVideoOptions = {}): Promise<tf.Tensor3D> {
    return predictVideo(this, pieces, options);
  }

  /** Sets the whole network. See {@link Encoder.assign}. */
  assign(values: Readonly<Record<string, tf.Tensor>>): void {
    assertAlive('DownstreamModel.assign', this.variables);
    assignVariables('DownstreamModel.assign', this.variables, values);
  }

  dispose(): void {
    tf.dispose(Object.values(this.variables));
  }

  private gruWeights(suffix: string): GruWeights {
    const variable = (name: string) => this.variables[`gru.gru.${name}_${suffix}`] as tf.Tensor;
    return {
      weightIh: variable('weight_ih') as tf.Tensor2D,
      weightHh: variable('weight_hh') as tf.Tensor2D,
      biasIh: variable('bias_ih') as tf.Tensor1D,
      biasHh: variable('bias_hh') as tf.Tensor1D,
    };
  }
}

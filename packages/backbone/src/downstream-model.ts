import * as tf from '@tensorflow/tfjs-core';
import { assertShape } from './_checks.ts';
import type { GruWeights } from './_gru-weights.ts';
import { assignVariables, makeVariables, type Variables } from './_variables.ts';
import { type BidirectionalGruOptions, bidirectionalGru } from './bidirectional-gru.ts';
import { type EncodeVideoOptions, predictVideo, type VideoPieces } from './encode-video.ts';
import { assertAlive, Encoder, type EncoderOptions, type ForwardOptions } from './encoder.ts';
import type { Network } from './network.ts';
import { type DownstreamConfig, headParameters, resolveDownstream } from './parameters.ts';

export interface DownstreamOptions extends EncoderOptions, DownstreamConfig {}

/**
 * SS-VAERR's downstream network: encoder, two-layer bidirectional GRU and output layer; per frame and
 * target `bins` logits and one regression value before its `2 * sigmoid - 1`. 13,569,770 parameters.
 *
 * It owns its variables, the encoder's included: call `dispose` when done.
 */
export class DownstreamModel implements Network {
  readonly inputs = { channels: 1, size: null };
  readonly config: Required<DownstreamConfig>;
  /** Initialise it from a pretext run: `model.encoder.assign(pretrained.variables)`. */
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
   * Output of every frame: the encoder, then {@link head}.
   *
   * @param clip `[batch, time, height, width, 1]`, normalised pixels, at least 32 x 32.
   * @returns `[batch, time, 2 * (bins + 1)]`: arousal's logits and value, then valence's.
   * @throws RangeError if the shape does not fit, TypeError if it is not float32, Error if disposed.
   */
  forward(
    clip: tf.Tensor5D,
    { mask, ...options }: ForwardOptions & BidirectionalGruOptions = {},
  ): tf.Tensor3D {
    return tf.tidy(() => this.head(this.encoder.forward(clip, options), mask ? { mask } : {}));
  }

  /**
   * The part after the encoder: GRU and output layer.
   *
   * @param features `[batch, time, 8 * width]`.
   * @returns `[batch, time, 2 * (bins + 1)]`.
   * @throws RangeError if the shape does not fit, TypeError if it is not float32, Error if disposed.
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

  /** See {@link predictVideo}. */
  forwardVideo(pieces: VideoPieces, options: EncodeVideoOptions = {}): Promise<tf.Tensor3D> {
    return predictVideo(this, pieces, options);
  }

  /** As {@link Encoder.assign}, for the whole network. */
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

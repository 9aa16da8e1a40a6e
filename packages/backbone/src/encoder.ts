import * as tf from '@tensorflow/tfjs-core';
import { assertSeed } from './_checks.ts';
import { encode, type FreezeOptions, isFrozen, resolveFreeze } from './_encode.ts';
import { assignVariables, makeVariables, type Variables } from './_variables.ts';
import type { NetworkInputs } from './network-inputs.ts';
import {
  type EncoderConfig,
  encoderParameters,
  type InitialOptions,
  resolveEncoder,
} from './parameters.ts';

/** Options of {@link Encoder}. */
export interface EncoderOptions extends EncoderConfig, FreezeOptions, InitialOptions {
  /** Safe integer. The initial weights are a function of it and of each parameter's name. */
  readonly seed: number;
}

/** Options of a forward pass. */
export interface ForwardOptions {
  /** Whether to normalize by the batch and update the running statistics. Default false: evaluation. */
  readonly training?: boolean;
}

/**
 * The encoder of SS-VAERR, stem and ResNet-18 trunk: it maps a clip to one feature vector per frame. The pretext tasks train
 * it, and the downstream network starts from it. It has 11,182,784 parameters at width 64.
 *
 * The encoder owns its variables: call `dispose` when done.
 *
 * @example
 * ```ts
 * import { Encoder } from '@ssvaerr/backbone';
 * import * as tf from '@tensorflow/tfjs';
 *
 * const encoder = new Encoder({ width: 2, seed: 1 });
 * const clips = tf.zeros<tf.Rank.R5>([1, 3, 32, 32, 1]);
 * console.log(encoder.forward(clips).shape.join()); // 1,3,16
 * ```
 */
export class Encoder {
  /** The clips that every encoder takes: one channel, and frames of any size from 32 x 32 pixels. */
  static readonly inputs: NetworkInputs = { channels: 1, size: null };
  readonly inputs = Encoder.inputs;
  /** The configuration, which must be stored with the weights. */
  readonly config: Required<EncoderConfig>;
  /** Features per frame: `8 * width`. */
  readonly features: number;
  /**
   * Every parameter and running statistic by its PyTorch name, in PyTorch's order and TF.js's layout (see
   * {@link ParameterSpec}). These are the live variables, not copies.
   */
  readonly variables: Variables;
  /** The variables to optimize: neither running statistics nor frozen parameters. */
  readonly trainableVariables: readonly tf.Variable[];
  private readonly freeze: Required<FreezeOptions>;

  /** @throws RangeError if an option is out of its range. */
  constructor({ seed, zeroInitResidual = false, ...options }: EncoderOptions) {
    this.config = resolveEncoder('Encoder', options);
    this.freeze = resolveFreeze('Encoder', options);
    assertSeed('Encoder', seed);
    this.features = 8 * this.config.width;
    const parameters = encoderParameters({ ...this.config, zeroInitResidual });
    this.variables = makeVariables(parameters, seed);
    this.trainableVariables = Object.entries(this.variables)
      .filter(([name, { trainable }]) => trainable && !isFrozen(name, this.freeze))
      .map(([, variable]) => variable);
  }

  /**
   * Returns the features of every frame. In training it also updates the running statistics, its only side effect.
   *
   * @param clip float32 `[batch, time, height, width, 1]`, normalized pixels, frames of at least 32 x 32.
   * @returns float32 `[batch, time, 8 * width]`.
   * @throws RangeError if the shape does not fit; TypeError if the dtype is not float32; Error if the model is disposed.
   */
  forward(clip: tf.Tensor5D, { training = false }: ForwardOptions = {}): tf.Tensor3D {
    assertAlive('Encoder.forward', this.variables);
    const { variables, freeze, config } = this;
    const { activation } = config;
    return encode('Encoder.forward', clip, { variables, activation, training, ...freeze });
  }

  /**
   * Sets every parameter and running statistic, or none on an error. The caller keeps the values.
   *
   * @param values tensors by PyTorch name, for example another encoder's `variables`.
   * @throws RangeError if one is missing, unexpected or of another shape; Error if the model is disposed.
   */
  assign(values: Readonly<Record<string, tf.Tensor>>): void {
    assertAlive('Encoder.assign', this.variables);
    assignVariables('Encoder.assign', this.variables, values);
  }

  dispose(): void {
    tf.dispose(Object.values(this.variables));
  }
}

/** Refuses a disposed model: TF.js no longer has its variables, and their use would fail far from here. */
export function assertAlive(where: string, variables: Variables): void {
  if (Object.values(variables).some(({ isDisposed }) => isDisposed)) {
    throw new Error(`${where}: the model is disposed.`);
  }
}

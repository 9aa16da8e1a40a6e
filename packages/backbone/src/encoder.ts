import * as tf from '@tensorflow/tfjs-core';
import { assertSeed } from './_checks.ts';
import { encode, type FreezeOptions, isFrozen, resolveFreeze } from './_encode.ts';
import { assignVariables, makeVariables, type Variables } from './_variables.ts';
import {
  type EncoderConfig,
  encoderParameters,
  type InitialOptions,
  resolveEncoder,
} from './parameters.ts';

export interface EncoderOptions extends EncoderConfig, FreezeOptions, InitialOptions {
  /** Safe integer: the initial weights are a function of it and of each parameter's name. */
  readonly seed: number;
}

export interface ForwardOptions {
  /** Normalise by the batch and move the running statistics. Default false: evaluation. */
  readonly training?: boolean;
}

/**
 * Stem and ResNet-18 trunk: a clip in, one feature vector per frame out. SS-VAERR pre-trains this part
 * and hands it to the downstream network; 11,182,784 parameters at width 64.
 *
 * It owns its variables: call `dispose` when done.
 */
export class Encoder {
  /** The configuration, which must be stored with the weights. */
  readonly config: Required<EncoderConfig>;
  /** Numbers per frame: `8 * width`. */
  readonly features: number;
  /**
   * Every parameter and running statistic by its PyTorch name, in PyTorch's order and TF.js's layout
   * (see {@link ParameterSpec}). The live variables, not copies.
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
   * Features of every frame. In training the running statistics move: the one side effect of a
   * forward pass.
   *
   * @param clip `[batch, time, height, width, 1]`, normalised pixels, at least 32 x 32.
   * @returns `[batch, time, 8 * width]`.
   * @throws RangeError if the shape does not fit, TypeError if it is not float32, Error if disposed.
   */
  forward(clip: tf.Tensor5D, { training = false }: ForwardOptions = {}): tf.Tensor3D {
    assertAlive('Encoder.forward', this.variables);
    const { variables, freeze, config } = this;
    const { activation } = config;
    return encode('Encoder.forward', clip, { variables, activation, training, ...freeze });
  }

  /**
   * Sets every parameter and running statistic; if one is missing, unexpected or of another shape,
   * none. The values stay the caller's.
   *
   * @param values by PyTorch name, for example another encoder's `variables`.
   * @throws RangeError naming what does not fit, Error if disposed.
   */
  assign(values: Readonly<Record<string, tf.Tensor>>): void {
    assertAlive('Encoder.assign', this.variables);
    assignVariables('Encoder.assign', this.variables, values);
  }

  dispose(): void {
    tf.dispose(Object.values(this.variables));
  }
}

/** A disposed model's variables are gone from TF.js; using one would fail far from here. */
export function assertAlive(where: string, variables: Variables): void {
  if (Object.values(variables).some(({ isDisposed }) => isDisposed)) {
    throw new Error(`${where}: the model is disposed.`);
  }
}

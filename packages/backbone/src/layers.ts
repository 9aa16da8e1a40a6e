/**
 * The encoder as a layer of tf.layers. It has its own entry because `@tensorflow/tfjs-layers` is an optional peer of
 * the package.
 *
 * @packageDocumentation
 */
import { serialization, type Tensor, type Tensor5D, type Variable } from '@tensorflow/tfjs-core';
import { initializers, layers, type Shape } from '@tensorflow/tfjs-layers';
import { assertSeed } from './_checks.ts';
import { encode, type FreezeOptions, isFrozen, resolveFreeze } from './_encode.ts';
import { initialValues } from './_initial-values.ts';
import { assignVariables, type Variables } from './_variables.ts';
import type { EncoderOptions } from './encoder.ts';
import { type EncoderConfig, encoderParameters, resolveEncoder } from './parameters.ts';

/** An encoder's options and those of every tf.layers layer, such as `name` and `inputShape`. */
export type EncoderLayerOptions = EncoderOptions &
  NonNullable<ConstructorParameters<typeof layers.Layer>[0]>;

/**
 * The `Encoder` as a tf.layers layer: it maps `[batch, time, height, width, 1]` to `[batch, time, 8 * width]`, with the same
 * weights for the same seed. `model.fit` trains it and updates its running statistics; `model.save` and
 * `tf.loadLayersModel` keep them.
 *
 * @example
 * ```ts
 * import { EncoderLayer } from '@ssvaerr/backbone/layers';
 * import * as tf from '@tensorflow/tfjs';
 *
 * const encoder = new EncoderLayer({ width: 2, seed: 1, inputShape: [3, 32, 32, 1] });
 * const model = tf.sequential({ layers: [encoder, tf.layers.dense({ units: 2 })] });
 * console.log(model.outputShape); // [ null, 3, 2 ]
 * ```
 */
export class EncoderLayer extends layers.Layer {
  static readonly className = 'SsvaerrEncoder';
  private readonly config: Required<EncoderConfig>;
  private readonly freeze: Required<FreezeOptions>;
  private readonly seed: number;
  private byName: Variables = {};

  /** @throws RangeError if an option is out of its range. */
  constructor(options: EncoderLayerOptions) {
    super(options);
    this.config = resolveEncoder('EncoderLayer', options);
    this.freeze = resolveFreeze('EncoderLayer', options);
    assertSeed('EncoderLayer', options.seed);
    this.seed = options.seed;
  }

  override build(inputShape: Shape | Shape[]): void {
    this.byName = Object.fromEntries(
      encoderParameters(this.config).map((spec) => {
        const trainable = spec.trainable && !isFrozen(spec.name, this.freeze);
        const weight = this.addWeight(
          spec.name,
          [...spec.shape],
          'float32',
          initializers.zeros(),
          undefined,
          trainable,
        );
        const values = initialValues(spec, this.seed);
        weight.write(values);
        values.dispose();
        return [spec.name, weight.read() as Variable];
      }),
    );
    super.build(inputShape);
  }

  /** Parameters and running statistics by PyTorch name, as in `Encoder`; empty before the layer is built. */
  get variables(): Variables {
    return this.byName;
  }

  /** Sets every parameter and running statistic, like `Encoder.assign`. The layer must be built. */
  assign(values: Readonly<Record<string, Tensor>>): void {
    assignVariables('EncoderLayer.assign', this.byName, values);
  }

  override call(inputs: Tensor | Tensor[], kwargs: { training?: boolean }): Tensor {
    const clip = (Array.isArray(inputs) ? inputs[0] : inputs) as Tensor5D;
    this.invokeCallHook(inputs, kwargs);
    return encode('EncoderLayer', clip, {
      variables: this.byName,
      activation: this.config.activation,
      training: kwargs.training === true,
      ...this.freeze,
    });
  }

  override computeOutputShape(inputShape: Shape | Shape[]): Shape {
    const [batch, time] = inputShape as Shape;
    return [batch!, time!, 8 * this.config.width];
  }

  override getConfig(): serialization.ConfigDict {
    return { ...super.getConfig(), ...this.config, ...this.freeze, seed: this.seed };
  }
}

serialization.registerClass(EncoderLayer);

import * as tf from '@tensorflow/tfjs';

/** Options of {@link TinyEncoder}. */
interface TinyEncoderOptions {
  /** Pixels of a frame, all channels together. */
  readonly pixels: number;
  /** Numbers per frame. Default 6. */
  readonly features?: number;
  readonly seed: number;
}

/**
 * The smallest encoder for the tests of pretext methods: `[batch, time, height, width, channels]` to
 * `[batch, time, features]`, frame by frame, by `tanh(x w + b - m)`. In training, `m` is the mean over the batch
 * and the running statistic moves half way to it.
 */
export class TinyEncoder {
  readonly features: number;
  readonly variables: Readonly<Record<'weight' | 'bias' | 'running_mean', tf.Variable>>;
  readonly trainableVariables: readonly tf.Variable[];

  constructor({ pixels, features = 6, seed }: TinyEncoderOptions) {
    this.features = features;
    this.variables = tf.tidy(() => ({
      weight: tf.variable(tf.truncatedNormal([pixels, features], 0, 0.5, 'float32', seed)),
      bias: tf.variable(tf.zeros([features])),
      running_mean: tf.variable(tf.zeros([features]), false),
    }));
    this.trainableVariables = [this.variables.weight, this.variables.bias];
  }

  forward(clip: tf.Tensor5D, { training }: { readonly training: boolean }): tf.Tensor3D {
    const [batch, time] = clip.shape;
    const { weight, bias, running_mean } = this.variables;
    return tf.tidy(() => {
      const pixels = tf.reshape(clip, [batch * time, -1]);
      const sum = tf.matMul(pixels as tf.Tensor2D, weight as tf.Variable<tf.Rank.R2>);
      const mean = training ? tf.mean(sum, 0) : running_mean;
      if (training) running_mean.assign(tf.add(tf.mul(running_mean, 0.5), tf.mul(mean, 0.5)));
      const features = tf.tanh(tf.add(tf.sub(sum, mean), bias));
      return tf.reshape(features, [batch, time, this.features]);
    });
  }

  dispose(): void {
    tf.dispose(this.variables);
  }
}

import * as tf from '@tensorflow/tfjs-core';
import { AdamOptimizer, type AdamRate, type Moment } from './_adam.ts';
import type { Parameter } from './_optimizer.ts';
import type { Exclusion } from './exclusion.ts';

/** Options of {@link AdamW}. */
export interface AdamWOptions {
  /** Learning rate, finite, >= 0. */
  readonly learningRate: number;
  /** Weight decay, finite, >= 0, multiplied by the learning rate. Default 1e-4 (the paper's; torch's is 1e-2). */
  readonly weightDecay?: number;
  /** Parameters without weight decay. Default `'nothing'`: all are decayed, as in torch and the reference code. */
  readonly exclude?: Exclusion;
  /** Coefficient of the average of the gradients, in [0, 1). Default 0.9. */
  readonly beta1?: number;
  /** Coefficient of the average of the squared gradients, in [0, 1). Default 0.999. */
  readonly beta2?: number;
  /** Number added to the root, finite and > 0. Default 1e-8. */
  readonly epsilon?: number;
}

/**
 * AdamW: Adam with decoupled weight decay, in the form of `torch.optim.AdamW`. With `g` the gradient
 * of parameter `p` at its step `t`:
 *
 * - `m <- beta1 m + (1 - beta1) g`
 * - `v <- beta2 v + (1 - beta2) g^2`
 * - `p <- p - lr (wd p + (m / (1 - beta1^t)) / (sqrt(v / (1 - beta2^t)) + epsilon))`
 *
 * @throws RangeError if a number is out of range.
 * @see Loshchilov and Hutter 2019, algorithm 2, https://arxiv.org/abs/1711.05101
 * @example
 * ```ts
 * import { AdamW } from '@ssvaerr/optim';
 * import * as tf from '@tensorflow/tfjs';
 *
 * const w = tf.variable(tf.tensor1d([1]));
 * const optimizer = new AdamW({ learningRate: 0.1 });
 * optimizer.applyGradients({ [w.name]: tf.tensor1d([0.5]) });
 * console.log(w.dataSync()[0]!.toFixed(4)); // 0.9000
 * ```
 */
export class AdamW extends AdamOptimizer {
  /** Name in saved configurations. */
  static readonly className = 'SsvaerrAdamW';

  constructor({
    learningRate,
    weightDecay = 1e-4,
    exclude = 'nothing',
    beta1 = 0.9,
    beta2 = 0.999,
    epsilon = 1e-8,
  }: AdamWOptions) {
    super('AdamW', { learningRate, weightDecay, exclude, beta1, beta2, epsilon });
  }

  /** @internal */
  protected override update(parameter: Parameter<Moment, AdamRate>) {
    const { p, g, decayed, rates } = parameter;
    const fused = this.fused(parameter, decayed ? this.weightDecay : 0);
    if (fused) return fused;
    const { lr, wd } = rates;
    const { m, v, direction } = this.moments(g, parameter);
    // One subtraction: lr wd is below float32's 6e-8, and `p (1 - lr wd)` alone would be lost in rounding.
    const step = decayed ? tf.add(tf.mul(wd, p), direction) : direction;
    return { p: tf.sub(p, tf.mul(lr, step)), m, v };
  }
}

tf.serialization.registerClass(AdamW);

import * as tf from '@tensorflow/tfjs-core';
import { AdamOptimizer, type AdamRate, type Moment } from './_adam.ts';
import type { Parameter } from './_optimizer.ts';
import type { Exclusion } from './exclusion.ts';

/** Options of {@link Adam}. */
export interface AdamOptions {
  /** Learning rate, finite, >= 0. */
  readonly learningRate: number;
  /** L2 weight decay, finite, >= 0. Default 0. */
  readonly weightDecay?: number;
  /** Parameters without weight decay. Default `'nothing'`: all are decayed. */
  readonly exclude?: Exclusion;
  /** Coefficient of the average of the gradients, in [0, 1). Default 0.9. */
  readonly beta1?: number;
  /** Coefficient of the average of the squared gradients, in [0, 1). Default 0.999. */
  readonly beta2?: number;
  /** Number added to the root, finite and > 0. Default 1e-8. */
  readonly epsilon?: number;
}

/**
 * Adam in the form of `torch.optim.Adam`: weight decay is added to the gradient. With `g` the gradient
 * of parameter `p` at its step `t`:
 *
 * - `g <- g + wd p`
 * - `m <- beta1 m + (1 - beta1) g`
 * - `v <- beta2 v + (1 - beta2) g^2`
 * - `p <- p - lr (m / (1 - beta1^t)) / (sqrt(v / (1 - beta2^t)) + epsilon)`
 *
 * @throws RangeError if a number is out of range.
 * @see Kingma and Ba 2015, algorithm 1, https://arxiv.org/abs/1412.6980
 * @example
 * ```ts
 * import { Adam } from '@ssvaerr/optim';
 * import * as tf from '@tensorflow/tfjs';
 *
 * const w = tf.variable(tf.tensor1d([1]));
 * const optimizer = new Adam({ learningRate: 0.1 });
 * optimizer.applyGradients({ [w.name]: tf.tensor1d([0.5]) });
 * console.log(w.dataSync()[0]!.toFixed(4)); // 0.9000
 * ```
 */
export class Adam extends AdamOptimizer {
  /** Name in saved configurations. */
  static readonly className = 'SsvaerrAdam';

  constructor({
    learningRate,
    weightDecay = 0,
    exclude = 'nothing',
    beta1 = 0.9,
    beta2 = 0.999,
    epsilon = 1e-8,
  }: AdamOptions) {
    super('Adam', { learningRate, weightDecay, exclude, beta1, beta2, epsilon });
  }

  /** @internal */
  protected override update(parameter: Parameter<Moment, AdamRate>) {
    const { p, g, decayed, rates } = parameter;
    const fused = decayed ? undefined : this.fused(parameter, 0);
    if (fused) return fused;
    const { lr, wd } = rates;
    const { m, v, direction } = this.moments(decayed ? tf.add(g, tf.mul(wd, p)) : g, parameter);
    return { p: tf.sub(p, tf.mul(lr, direction)), m, v };
  }
}

tf.serialization.registerClass(Adam);

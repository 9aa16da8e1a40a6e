import * as tf from '@tensorflow/tfjs-core';
import { assertBelowOne } from './_checks.ts';
import { type Parameter, SlotOptimizer } from './_optimizer.ts';
import type { Exclusion } from './exclusion.ts';

/** Options of {@link SGD}. */
export interface SGDOptions {
  /** Learning rate, finite, >= 0. */
  readonly learningRate: number;
  /** Momentum, in [0, 1). Default 0.9 (DINO's; torch's is 0). */
  readonly momentum?: number;
  /** L2 weight decay, finite, >= 0. Default 0. */
  readonly weightDecay?: number;
  /** Parameters without weight decay. Default `'nothing'`: all are decayed. */
  readonly exclude?: Exclusion;
}

/**
 * Stochastic gradient descent with momentum and L2 weight decay, in the form of `torch.optim.SGD`.
 * With `g` the gradient of parameter `p`, and `m` zero before the first step:
 *
 * - `m <- momentum m + g + wd p`
 * - `p <- p - lr m`
 *
 * @throws RangeError if a number is out of range.
 * @example
 * ```ts
 * import { SGD } from '@ssvaerr/optim';
 * import * as tf from '@tensorflow/tfjs';
 *
 * const w = tf.variable(tf.tensor1d([1]));
 * const optimizer = new SGD({ learningRate: 0.1 });
 * optimizer.applyGradients({ [w.name]: tf.tensor1d([0.5]) });
 * console.log(w.dataSync()[0]!.toFixed(4)); // 0.9500
 * ```
 */
export class SGD extends SlotOptimizer<'m', 'lr' | 'wd'> {
  /** Name in saved configurations. */
  static readonly className = 'SsvaerrSGD';
  /** Momentum, in [0, 1). */
  readonly momentum: number;

  constructor({ learningRate, momentum = 0.9, weightDecay = 0, exclude = 'nothing' }: SGDOptions) {
    super('SGD', ['m'], { learningRate, weightDecay, exclude });
    assertBelowOne('SGD', 'momentum', momentum);
    this.momentum = momentum;
  }

  /** @internal */
  protected override rates() {
    return { lr: this.learningRate, wd: this.weightDecay };
  }

  /** @internal */
  protected override update({
    p,
    g,
    slots,
    rates: { lr, wd },
    decayed,
  }: Parameter<'m', 'lr' | 'wd'>) {
    const gradient = decayed ? tf.add(g, tf.mul(wd, p)) : g;
    const m = tf.add(tf.mul(slots.m, this.momentum), gradient);
    return { p: tf.sub(p, tf.mul(lr, m)), m };
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), momentum: this.momentum };
  }
}

tf.serialization.registerClass(SGD);

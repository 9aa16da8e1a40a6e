import * as tf from '@tensorflow/tfjs-core';
import { assertBelowOne, assertPositive } from './_checks.ts';
import { norm } from './_norm.ts';
import { type Parameter, SlotOptimizer } from './_optimizer.ts';
import type { Exclusion } from './exclusion.ts';

/** Options of {@link LARS}. */
export interface LARSOptions {
  /** Learning rate, finite, >= 0. */
  readonly learningRate: number;
  /** Momentum, in [0, 1). Default 0.9. */
  readonly momentum?: number;
  /** L2 weight decay, finite, >= 0. Default 1e-6 (BYOL's). */
  readonly weightDecay?: number;
  /** Trust coefficient, finite and > 0. Default 1e-3. */
  readonly eta?: number;
  /** Parameters with neither weight decay nor a trust ratio. Default `'biasesAndNorms'` (BYOL's). */
  readonly exclude?: Exclusion;
}

/**
 * The LARS optimizer: SGD with momentum, in which each gradient tensor is scaled to the size of its parameter, as in
 * DeepMind's BYOL. With `g` the gradient of parameter `p`, and `m` zero before the first step:
 *
 * - `u = g + wd p`
 * - `u <- u eta ||p|| / ||u||`, unchanged if a norm is zero
 * - `u = g` instead of both for excluded parameters
 * - `m <- momentum m + u`
 * - `p <- p - lr m`
 *
 * @throws RangeError if a number is out of range.
 * @see You et al. 2017, https://arxiv.org/abs/1708.03888
 * @example
 * ```ts
 * import { LARS } from '@ssvaerr/optim';
 * import * as tf from '@tensorflow/tfjs';
 *
 * const w = tf.variable(tf.tensor1d([1]));
 * const optimizer = new LARS({ learningRate: 0.1, exclude: 'nothing' });
 * optimizer.applyGradients({ [w.name]: tf.tensor1d([0.5]) });
 * console.log(w.dataSync()[0]!.toFixed(4)); // 0.9999
 * ```
 */
export class LARS extends SlotOptimizer<'m', 'lr' | 'wd'> {
  /** Name in saved configurations. */
  static readonly className = 'SsvaerrLARS';
  /** Momentum, in [0, 1). */
  readonly momentum: number;
  /** Trust coefficient, > 0. */
  readonly eta: number;

  constructor({
    learningRate,
    momentum = 0.9,
    weightDecay = 1e-6,
    eta = 1e-3,
    exclude = 'biasesAndNorms',
  }: LARSOptions) {
    super('LARS', ['m'], { learningRate, weightDecay, exclude });
    assertBelowOne('LARS', 'momentum', momentum);
    assertPositive('LARS', 'eta', eta);
    this.momentum = momentum;
    this.eta = eta;
  }

  /** @internal */
  protected override rates() {
    return { lr: this.learningRate, wd: this.weightDecay };
  }

  /** @internal */
  protected override update(parameter: Parameter<'m', 'lr' | 'wd'>) {
    const { p, g, slots, rates, excluded, decayed } = parameter;
    const decayedGradient = decayed ? tf.add(g, tf.mul(rates.wd, p)) : g;
    const u = excluded ? g : tf.mul(decayedGradient, this.#trustRatio(p, decayedGradient));
    const m = tf.add(tf.mul(slots.m, this.momentum), u);
    return { p: tf.sub(p, tf.mul(rates.lr, m)), m };
  }

  /** Returns `eta ||p|| / ||u||`, or 1 if a norm is zero. */
  #trustRatio(p: tf.Tensor, u: tf.Tensor): tf.Tensor {
    const [size, length] = [norm(p), norm(u)];
    const bothPositive = tf.logicalAnd(tf.greater(size, 0), tf.greater(length, 0));
    return tf.where(bothPositive, tf.div(tf.mul(size, this.eta), length), 1);
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), momentum: this.momentum, eta: this.eta };
  }
}

tf.serialization.registerClass(LARS);

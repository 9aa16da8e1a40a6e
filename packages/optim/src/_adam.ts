import * as tf from '@tensorflow/tfjs-core';
import { assertBelowOne, assertPositive } from './_checks.ts';
import { type CommonOptions, type Parameter, SlotOptimizer } from './_optimizer.ts';

export type Moment = 'm' | 'v';
export type AdamRate = 'lr' | 'wd' | 'correction1' | 'correction2';

export interface MomentOptions extends CommonOptions {
  /** Coefficient of the average of the gradients, in [0, 1). */
  readonly beta1: number;
  /** Coefficient of the average of the squared gradients, in [0, 1). */
  readonly beta2: number;
  /** Number added to the root, finite and > 0. */
  readonly epsilon: number;
}

/** The common base of Adam and AdamW, which differ only in where weight decay enters. */
export abstract class AdamOptimizer extends SlotOptimizer<Moment, AdamRate> {
  /** Coefficient of the average of the gradients, in [0, 1). */
  readonly beta1: number;
  /** Coefficient of the average of the squared gradients, in [0, 1). */
  readonly beta2: number;
  /** Number added to the root, finite and > 0. */
  readonly epsilon: number;

  constructor(name: string, { beta1, beta2, epsilon, ...common }: MomentOptions) {
    super(name, ['m', 'v'], common);
    assertBelowOne(name, 'beta1', beta1);
    assertBelowOne(name, 'beta2', beta2);
    assertPositive(name, 'epsilon', epsilon);
    this.beta1 = beta1;
    this.beta2 = beta2;
    this.epsilon = epsilon;
  }

  /** @internal */
  protected override rates(t: number): Record<AdamRate, number> {
    return {
      lr: this.learningRate,
      wd: this.weightDecay,
      correction1: 1 - this.beta1 ** t,
      correction2: 1 - this.beta2 ** t,
    };
  }

  /**
   * Computes `m <- beta1 m + (1 - beta1) g`, `v <- beta2 v + (1 - beta2) g^2`, and the direction of the step,
   * `(m / (1 - beta1^t)) / (sqrt(v / (1 - beta2^t)) + epsilon)`.
   * @internal
   */
  protected moments(
    g: tf.Tensor,
    { slots, rates }: Pick<Parameter<Moment, AdamRate>, 'slots' | 'rates'>,
  ): Record<Moment | 'direction', tf.Tensor> {
    const { beta1, beta2, epsilon } = this;
    const m = tf.add(tf.mul(slots.m, beta1), tf.mul(g, 1 - beta1));
    const v = tf.add(tf.mul(slots.v, beta2), tf.mul(tf.square(g), 1 - beta2));
    const root = tf.sqrt(tf.div(v, rates.correction2));
    const direction = tf.div(tf.div(m, rates.correction1), tf.add(root, epsilon));
    return { m, v, direction };
  }

  /**
   * Runs the whole step as the kernel SsvaerrAdamW (docs/kernels.md), if the backend has it.
   * @internal
   */
  protected fused(
    { p, g, slots, steps }: Parameter<Moment, AdamRate>,
    weightDecay: number,
  ): Record<Moment | 'p', tf.Tensor> | undefined {
    if (!tf.getKernel('SsvaerrAdamW', tf.getBackend())) return undefined;
    const { learningRate, beta1, beta2, epsilon } = this;
    const [next, m, v] = tf
      .engine()
      .runKernel<tf.Tensor[]>(
        'SsvaerrAdamW',
        { p, m: slots.m, v: slots.v, g },
        { learningRate, weightDecay, beta1, beta2, epsilon, steps },
      );
    return { p: next!, m: m!, v: v! };
  }

  override getConfig(): tf.serialization.ConfigDict {
    const { beta1, beta2, epsilon } = this;
    return { ...super.getConfig(), beta1, beta2, epsilon };
  }
}

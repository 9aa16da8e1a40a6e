import type * as tf from '@tensorflow/tfjs-core';
import type { Variables } from './encoder.ts';

/**
 * A self-supervised way to train an encoder: LiRA, BYOL, DINO. The training loop knows nothing else;
 * {@link trainStep} makes one step of any of them.
 */
export interface PretextMethod<Batch, Targets extends tf.TensorContainer> {
  /** Moved by the optimizer, and by nothing else. */
  readonly trainableVariables: readonly tf.Variable[];
  /** Moved by `advance`, and by nothing else: the teacher's parameters, a center. */
  readonly stateVariables: readonly tf.Variable[];
  /**
   * What a checkpoint must hold, each under a name of its own: the variables of both lists, and the
   * running statistics of batch norm, which move as `targets` and `loss` run.
   */
  readonly variables: Variables;
  /** Computes what the student must predict. Called outside the gradient closure. */
  targets(batch: Batch): Targets;
  /**
   * Training loss, a scalar. Differentiable, and without side effects but one: the running statistics
   * of batch norm move.
   */
  loss(batch: Batch, targets: Targets): tf.Scalar;
  /**
   * Moves `stateVariables`; called once after each optimizer step.
   *
   * @param step steps made before this one: an integer >= 0.
   */
  advance(targets: Targets, step: number): void;
  /** Frees what the method made. The encoders that it was given stay the caller's. */
  dispose(): void;
}

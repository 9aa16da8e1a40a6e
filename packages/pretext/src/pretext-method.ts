import type * as tf from '@tensorflow/tfjs-core';
import type { Variables } from './encoder.ts';

/**
 * A self-supervised method that trains an encoder, such as LiRA, BYOL or DINO. {@link trainStep} performs one step of
 * any of them; a training loop needs nothing else.
 */
export interface PretextMethod<Batch, Targets extends tf.TensorContainer> {
  /** Variables that only the optimizer updates. */
  readonly trainableVariables: readonly tf.Variable[];
  /** Variables that only `advance` updates: the teacher's parameters, a center. */
  readonly stateVariables: readonly tf.Variable[];
  /**
   * Everything that a checkpoint must contain, by unique names: the variables of both lists, and the running statistics
   * of batch norm, which `targets` and `loss` update.
   */
  readonly variables: Variables;
  /** Computes what the student must predict. It is called outside the gradient. */
  targets(batch: Batch): Targets;
  /**
   * Computes the training loss, a scalar. It is differentiable; its only side effect is on the running statistics of
   * batch norm.
   */
  loss(batch: Batch, targets: Targets): tf.Scalar;
  /**
   * Updates `stateVariables`; called once after each optimizer step.
   *
   * @param step number of steps before this one, an integer >= 0.
   */
  advance(targets: Targets, step: number): void;
  /** Frees what the method created. The encoders that were passed to it belong to the caller. */
  dispose(): void;
}

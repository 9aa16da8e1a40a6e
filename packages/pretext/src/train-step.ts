import * as tf from '@tensorflow/tfjs-core';
import { assertCount } from './_checks.ts';
import type { PretextMethod } from './pretext-method.ts';

/** Options of {@link trainStep}. */
export interface TrainStepOptions {
  /** Number of steps before this one, an integer >= 0. */
  readonly step: number;
  /**
   * Maps the gradients, by variable name, before the optimizer applies them; a parameter without a gradient is not
   * updated. Default: unchanged.
   */
  readonly clip?: (gradients: tf.NamedTensorMap) => tf.NamedTensorMap;
}

/**
 * Performs one step of self-supervised training: it computes the targets and the gradient of the loss, applies the
 * optimizer, then calls `advance`. No tensor is read back and every step records the same kernels, so an engine that
 * compiles recorded steps compiles only the first few.
 *
 * @param method from `@ssvaerr/pretext-byol`, `-dino` or `-lira`, or a custom one.
 * @param optimizer with the learning rate of this step already set.
 * @returns the loss before the update, a scalar that the caller disposes.
 * @throws RangeError if `step` is not an integer >= 0; errors of the method and the optimizer are passed on.
 * @example
 * ```ts
 * import { type PretextMethod, trainStep } from '@ssvaerr/pretext';
 * import * as tf from '@tensorflow/tfjs';
 *
 * const w = tf.variable(tf.scalar(0));
 * const method: PretextMethod<tf.Tensor1D, tf.Tensor> = {
 *   trainableVariables: [w],
 *   stateVariables: [],
 *   variables: { w },
 *   targets: (batch) => tf.mean(batch),
 *   loss: (_, mean) => tf.square(tf.sub(w, mean)),
 *   advance: () => {},
 *   dispose: () => w.dispose(),
 * };
 * const loss = trainStep(method, tf.train.sgd(0.5), tf.tensor1d([1, 3]), { step: 0 });
 * console.log(loss.dataSync()[0], w.dataSync()[0]); // 4 2
 * ```
 */
export function trainStep<Batch, Targets extends tf.TensorContainer>(
  method: PretextMethod<Batch, Targets>,
  optimizer: tf.Optimizer,
  batch: Batch,
  { step, clip = (gradients) => gradients }: TrainStepOptions,
): tf.Scalar {
  assertCount('trainStep', 'step', step, 0);
  return tf.tidy(() => {
    const targets = method.targets(batch);
    const loss = () => method.loss(batch, targets);
    const { value, grads } = tf.variableGrads(loss, [...method.trainableVariables]);
    optimizer.applyGradients(clip(grads));
    method.advance(targets, step);
    return value;
  });
}

import * as tf from '@tensorflow/tfjs-core';
import { assertCount } from './_checks.ts';
import type { PretextMethod } from './pretext-method.ts';

/** Options of {@link trainStep}. */
export interface TrainStepOptions {
  /** Steps made before this one: an integer >= 0. */
  readonly step: number;
  /**
   * What the optimizer gets instead of the gradients, by variable name; a parameter without a gradient
   * stays where it is. Default: the gradients as they are.
   */
  readonly clip?: (gradients: tf.NamedTensorMap) => tf.NamedTensorMap;
}

/**
 * One step of self-supervised training: the targets, the gradient of the loss, the optimizer's step,
 * then the method's own. Nothing is read back and every step records the same kernels, so an engine
 * that compiles what it records compiles in the first steps only.
 *
 * @param optimizer has its learning rate set.
 * @returns the loss before the step, a scalar owned by the caller.
 * @throws RangeError if `step` is not an integer >= 0; what method and optimizer throw.
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

import type { Network } from '@ssvaerr/backbone';
import type { Batch } from '@ssvaerr/data';
import { type Normalization, normalized } from '@ssvaerr/inference';
import { type CompositeOptions, compositeLoss, splitOutput } from '@ssvaerr/losses';
import { clipByGlobalNorm } from '@ssvaerr/optim';
import * as tf from '@tensorflow/tfjs';
import type { BatchAugmentation } from '../config/augmentations.ts';
import { clipsOfBatch, lengthMask } from '../methods/batch-tensors.ts';

export interface DownstreamStepOptions {
  readonly loss: Omit<CompositeOptions, 'mask'>;
  readonly pixel: Normalization;
  /** Largest norm of the gradient; null: any. */
  readonly clipNorm: number | null;
  readonly augment?: BatchAugmentation | undefined;
}

/** No gradient is that large; the norm is still computed, to be logged. */
const noLimit = 1e30;

/**
 * One step of fine-tuning: augment in [0, 1], normalise, forward, the composite loss over frames with
 * labels, gradients, clipping, update.
 *
 * @param seeds one of each clip, for the augmentation.
 * @returns `[2]`: the loss and the norm of the gradient, not read yet.
 */
export function downstreamStep(
  network: Network,
  optimizer: tf.Optimizer,
  batch: Batch,
  seeds: readonly number[],
  { loss, pixel, clipNorm, augment }: DownstreamStepOptions,
): tf.Tensor1D {
  return tf.tidy(() => {
    const raw = clipsOfBatch(batch);
    const clips = normalized(augment ? augment(raw, seeds) : raw, pixel);
    const labels = tf.tensor3d(batch.labels.values, batch.labels.shape as [number, number, number]);
    const mask = tf.tensor2d(batch.mask.values, batch.mask.shape as [number, number]);
    const padding = lengthMask(batch.lengths, batch.mask.shape[1]!);
    const { value, grads } = tf.variableGrads(() => {
      if (network.trainingLoss) return network.trainingLoss(clips, labels, mask);
      const output = network.forward(clips, { training: true, mask: padding });
      return compositeLoss(splitOutput(output), labels, { ...loss, mask });
    }, [...network.trainableVariables]);
    const { gradients, norm } = clipByGlobalNorm(grads, clipNorm ?? noLimit);
    optimizer.applyGradients(gradients);
    return tf.stack([value, norm]) as tf.Tensor1D;
  });
}

import type { DownstreamModel } from '@ssvaerr/backbone';
import type { Batch } from '@ssvaerr/data';
import { type CompositeOptions, compositeLoss, splitOutput } from '@ssvaerr/losses';
import { clipByGlobalNorm } from '@ssvaerr/optim';
import * as tf from '@tensorflow/tfjs';
import { type Normalization, normalized } from '../networks/normalization.ts';

/** Clips `[batch, time, height, width, 1]` in [0, 1], and a seed for each, to clips of the same size. */
export type BatchAugmentation = (clips: tf.Tensor5D, seeds: readonly number[]) => tf.Tensor5D;

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
  model: DownstreamModel,
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
      const output = model.forward(clips, { training: true, mask: padding });
      return compositeLoss(splitOutput(output), labels, { ...loss, mask });
    }, [...model.trainableVariables]);
    const { gradients, norm } = clipByGlobalNorm(grads, clipNorm ?? noLimit);
    optimizer.applyGradients(gradients);
    return tf.stack([value, norm]) as tf.Tensor1D;
  });
}

/** The clips as a tensor, `[batch, time, height, width, 1]` in [0, 1]. */
export const clipsOfBatch = ({ clips }: Pick<Batch, 'clips'>): tf.Tensor5D =>
  tf.tensor5d(clips.values, clips.shape as [number, number, number, number, number]);

/** `[batch, time]`: 1 for a clip's own frames, 0 for padding. */
export function lengthMask(lengths: ArrayLike<number>, time: number): tf.Tensor2D {
  const mask = new Float32Array(lengths.length * time);
  Array.from(lengths).forEach((length, clip) => {
    mask.fill(1, clip * time, clip * time + length);
  });
  return tf.tensor2d(mask, [lengths.length, time]);
}

import type { Batch } from '@ssvaerr/data';
import * as tf from '@tensorflow/tfjs';

/** Makes a tensor of a batch's clips, `[batch, time, height, width, channels]` in [0, 1]. */
export const clipsOfBatch = ({ clips }: Pick<Batch, 'clips'>): tf.Tensor5D =>
  tf.tensor5d(clips.values, clips.shape as [number, number, number, number, number]);

/** Makes a mask `[batch, time]`: 1 for a clip's own frames, 0 for padding. */
export function lengthMask(lengths: ArrayLike<number>, time: number): tf.Tensor2D {
  const mask = new Float32Array(lengths.length * time);
  Array.from(lengths).forEach((length, clip) => {
    mask.fill(1, clip * time, clip * time + length);
  });
  return tf.tensor2d(mask, [lengths.length, time]);
}

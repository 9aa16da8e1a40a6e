import type * as tf from '@tensorflow/tfjs-core';

/**
 * Views of the same clips: `[batch, time, height, width, channels]`, normalised pixels. The teacher
 * sees the global ones (wide crops), the student all. At least 1 global view and 2 in all.
 */
export type DinoBatch = {
  readonly global: readonly tf.Tensor5D[];
  readonly local: readonly tf.Tensor5D[];
};

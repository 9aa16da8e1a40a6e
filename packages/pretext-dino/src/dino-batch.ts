import type * as tf from '@tensorflow/tfjs-core';

/**
 * Views of the same clips: `[batch, time, height, width, channels]`, normalized pixels. The teacher sees the global
 * views (wide crops), the student all views. There is at least 1 global view and at least 2 views in all.
 */
export type DinoBatch = {
  readonly global: readonly tf.Tensor5D[];
  readonly local: readonly tf.Tensor5D[];
};

import type * as tf from '@tensorflow/tfjs-core';

/**
 * A seeded change of a clip: float32 `[time, height, width, channels]` in [0, 1], 1 or 3 channels,
 * to another such clip. A pure function of both arguments: the same seed, the same clip. It never
 * disposes its input, and the kernels that it calls do not depend on the seed, so that an engine
 * that compiles recorded steps compiles it once for each shape.
 */
export type Augmentation = (clip: tf.Tensor4D, seed: number) => tf.Tensor4D;

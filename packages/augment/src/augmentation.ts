import type * as tf from '@tensorflow/tfjs-core';

/**
 * A seeded change of a clip: it maps float32 `[time, height, width, channels]` in [0, 1], with 1 or 3 channels,
 * to another such clip. It is a pure function of both arguments: the same clip and seed give the same result. It
 * never disposes its input. The kernels that it calls do not depend on the seed, so that an engine that compiles
 * recorded steps compiles it once for each shape.
 */
export type Augmentation = (clip: tf.Tensor4D, seed: number) => tf.Tensor4D;

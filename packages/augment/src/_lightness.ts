import * as tf from '@tensorflow/tfjs-core';

/** ITU-R BT.601 luma weights of red, green and blue, as in PIL. They sum to 1. */
export const luma = [0.299, 0.587, 0.114] as const;

/** Pixels that a mean is taken over: those of each frame, or those of the clip. */
export type MeanOver = 'frame' | 'clip';

/** Returns the mean lightness, `[time, 1]` or `[1, 1]`. */
export function meanLightness(clip: tf.Tensor4D, over: MeanOver): tf.Tensor2D {
  const channels = tf.mean<tf.Tensor2D>(clip, [1, 2]);
  const frames =
    clip.shape[3] === 1
      ? channels
      : tf.sum<tf.Tensor2D>(tf.mul(channels, tf.tensor1d([...luma])), 1, true);
  return over === 'frame' ? frames : tf.mean(frames, 0, true);
}

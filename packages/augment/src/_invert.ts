import * as tf from '@tensorflow/tfjs-core';
import { tones } from './_tones.ts';

/** Replaces `x` by `1 - x` where `isLight` is true, exactly. `isLight` receives the clip as one row per frame. */
export function inverted(
  clip: tf.Tensor4D,
  isLight: (frames: tf.Tensor2D) => tf.Tensor,
): tf.Tensor4D {
  return tones(clip, (frames) => tf.where(isLight(frames), tf.sub(1, frames), frames));
}

/** Added to a threshold, no tone in [0, 1] reaches it: how a draw leaves a clip as it is. */
export const outOfReach = 2;

import * as tf from '@tensorflow/tfjs-core';
import { tones } from './_tones.ts';

/** Replaces `x` by `1 - x` where `isLight` is true, exactly. `isLight` receives the clip as one row per frame. */
export function inverted(
  clip: tf.Tensor4D,
  isLight: (frames: tf.Tensor2D) => tf.Tensor,
): tf.Tensor4D {
  return tones(clip, (frames) => tf.where(isLight(frames), tf.sub(1, frames), frames));
}

/** Added to a threshold, it puts it above every tone in [0, 1], so that a clip stays unchanged. */
export const outOfReach = 2;

import * as tf from '@tensorflow/tfjs-core';
import { tones } from './_tones.ts';

/** `1 - x` where `isLight` says so, `x` elsewhere, exactly. It is asked a row for each frame. */
export function inverted(
  clip: tf.Tensor4D,
  isLight: (frames: tf.Tensor2D) => tf.Tensor,
): tf.Tensor4D {
  return tones(clip, (frames) => tf.where(isLight(frames), tf.sub(1, frames), frames));
}

/** Added to a threshold, no tone in [0, 1] reaches it: how a draw leaves a clip as it is. */
export const outOfReach = 2;

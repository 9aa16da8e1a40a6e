import * as tf from '@tensorflow/tfjs-core';

/**
 * Changes the tones of a clip as a matrix with one row per frame: `[time, height * width * channels]`.
 * Scalars and `[time, 1]` are then broadcast along a long last axis. Along a last axis of one channel,
 * onnxruntime 1.30 works number by number: 3 ms instead of 0.1 ms to double 32 frames of 96 x 96 pixels.
 */
export function tones(clip: tf.Tensor4D, change: (frames: tf.Tensor2D) => tf.Tensor): tf.Tensor4D {
  const frames = tf.reshape<tf.Rank.R2>(clip, [clip.shape[0], -1]);
  return tf.reshape(change(frames), clip.shape);
}

/** Clips tones to [0, 1]. */
export function clipped(frames: tf.Tensor): tf.Tensor {
  return tf.clipByValue(frames, 0, 1);
}

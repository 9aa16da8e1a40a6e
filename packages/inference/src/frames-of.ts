import * as tf from '@tensorflow/tfjs-core';
import { type Normalization, normalized } from './normalization.ts';

/** Yields the normalized frames of a video, piece by piece; each piece is disposed when the next one is asked for. */
export async function* framesOf(
  pieces: AsyncIterable<{ readonly shape: readonly number[]; readonly values: Float32Array }>,
  pixel: Normalization,
) {
  for await (const { shape, values } of pieces) {
    const frames = tf.tidy(() =>
      normalized(tf.tensor4d(values, shape.slice(1) as [number, number, number, number]), pixel),
    );
    yield frames;
    frames.dispose();
  }
}

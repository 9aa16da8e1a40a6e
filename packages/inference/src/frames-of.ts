import type { Shaped } from '@ssvaerr/data';
import * as tf from '@tensorflow/tfjs-core';
import { type Normalization, normalized } from './normalization.ts';

/**
 * Turns the pieces of a video into normalized frames for the encoder. A piece is disposed when the next one is asked
 * for, or when the reader stops.
 *
 * @param pieces `[1, time, height, width, 1]` each, gray pixels in [0, 1].
 * @returns `[time, height, width, 1]` for each piece, in order.
 * @example
 * ```ts
 * import { Encoder, encodeVideo } from '@ssvaerr/backbone';
 * import { framesOf } from '@ssvaerr/inference';
 * import '@tensorflow/tfjs';
 *
 * const encoder = new Encoder({ width: 2, seed: 1 });
 * const pieces = [5, 3].map((time) => ({
 *   shape: [1, time, 32, 32, 1],
 *   values: new Float32Array(time * 32 * 32).fill(0.5),
 * }));
 * const features = await encodeVideo(encoder, framesOf(pieces, { mean: 0.4, std: 0.2 }));
 * console.log(features.shape); // [ 1, 8, 16 ]
 * ```
 */
export async function* framesOf(
  pieces: Iterable<Shaped> | AsyncIterable<Shaped>,
  pixel: Normalization,
): AsyncGenerator<tf.Tensor4D, void, undefined> {
  for await (const { shape, values } of pieces) {
    const [, time, height, width, channels] = shape as [number, number, number, number, number];
    const frames = tf.tidy(() =>
      normalized(tf.tensor4d(values, [time, height, width, channels]), pixel),
    );
    try {
      yield frames;
    } finally {
      frames.dispose();
    }
  }
}

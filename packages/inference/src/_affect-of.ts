import { splitOutput } from '@ssvaerr/losses';
import * as tf from '@tensorflow/tfjs-core';

/**
 * Reads arousal and valence from the raw outputs of a network for one video, and disposes them.
 *
 * @param output `[1, time, outputs]`.
 * @returns `[time]` each, in [-1, 1].
 */
export async function affectOf(
  output: tf.Tensor3D,
): Promise<{ arousal: Float32Array; valence: Float32Array }> {
  const values = tf.tidy(() => {
    const { arousal, valence } = splitOutput(output);
    return tf.concat([arousal.value, valence.value], 0);
  });
  output.dispose();
  const data = (await values.data()) as Float32Array;
  values.dispose();
  const time = data.length / 2;
  return { arousal: data.slice(0, time), valence: data.slice(time) };
}

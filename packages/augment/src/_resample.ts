import * as tf from '@tensorflow/tfjs-core';

/**
 * A linear map along one axis of an image: `output x input` weights, row by row. Flips, crops, resizes and
 * blurs are two of these, one for the rows and one for the columns. A seed changes only the weights, so every
 * draw is the same two matrix products and nothing is compiled again.
 */
export interface AxisMap {
  readonly input: number;
  readonly output: number;
  readonly weights: Float32Array;
}

/** Returns the map whose output `i` sums `taps(i)`: pairs of an input index and its weight. */
export function axisMap(
  input: number,
  output: number,
  taps: (i: number) => readonly (readonly [source: number, weight: number])[],
): AxisMap {
  const weights = new Float32Array(output * input);
  for (let i = 0; i < output; i++) {
    // Two taps may meet in one input, at a border: their weights add up.
    for (const [source, weight] of taps(i)) weights[i * input + source]! += weight;
  }
  return { input, output, weights };
}

/** Returns the map whose output `i` is input `source(i)`. Each row is one 1 among zeros: exact to the bit for finite pixels. */
export function selection(input: number, output: number, source: (i: number) => number): AxisMap {
  return axisMap(input, output, (i) => [[source(i), 1]]);
}

/** Applies `rows` to the rows and `columns` to the columns of every frame. Without a map, an axis is unchanged. */
export function resample(
  clip: tf.Tensor4D,
  { rows, columns }: { readonly rows?: AxisMap; readonly columns?: AxisMap },
): tf.Tensor4D {
  const [time, height, width, channels] = clip.shape;
  let frames: tf.Tensor = clip;
  if (rows) {
    const matrix = tf.tensor3d(rows.weights, [1, rows.output, rows.input]);
    frames = tf.matMul(matrix, tf.reshape(frames, [time, height, width * channels]));
  }
  const tall = rows?.output ?? height;
  if (columns) {
    const matrix = tf.tensor2d(interleaved(columns, channels), [
      columns.output * channels,
      columns.input * channels,
    ]);
    frames = tf.matMul(tf.reshape(frames, [time * tall, width * channels]), matrix, false, true);
  }
  return tf.reshape(frames, [time, tall, columns?.output ?? width, channels]);
}

/** Returns the map for columns of `channels` numbers each, so that one product serves all channels. */
function interleaved({ input, output, weights }: AxisMap, channels: number): Float32Array {
  if (channels === 1) return weights;
  const wide = new Float32Array(weights.length * channels ** 2);
  for (let i = 0; i < output; i++) {
    for (let j = 0; j < input; j++) {
      for (let c = 0; c < channels; c++) {
        wide[(i * channels + c) * input * channels + j * channels + c] = weights[i * input + j]!;
      }
    }
  }
  return wide;
}

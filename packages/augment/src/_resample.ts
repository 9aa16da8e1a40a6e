import * as tf from '@tensorflow/tfjs-core';

/**
 * A linear map along one axis of a picture: `output x input` weights, row by row. Flips, crops,
 * resizes and blurs are two of these, one for the rows and one for the columns. What a seed has drawn
 * is in the weights alone, so every draw is the same two matrix products: nothing to compile anew.
 */
export interface AxisMap {
  readonly input: number;
  readonly output: number;
  readonly weights: Float32Array;
}

/** The map whose output `i` sums what `taps` names: pairs of an input and its weight. */
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

/** Output `i` is input `source(i)`. One 1 among zeros: exact to the bit for finite pixels. */
export function selection(input: number, output: number, source: (i: number) => number): AxisMap {
  return axisMap(input, output, (i) => [[source(i), 1]]);
}

/** Applies `rows` to the rows and `columns` to the columns of every frame; none is left as it is. */
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

/** The map for columns that hold `channels` numbers each, so that one product serves all of them. */
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

import * as tf from '@tensorflow/tfjs-core';

/**
 * Sinusoids of the relative positions of `time` frames, `[2 * time - 1, width]`: row `r` stands for
 * the offset `time - 1 - r` of a query from its key, from the most positive down. Column `2 i` is
 * `sin(offset w)`, column `2 i + 1` is `cos(offset w)`, `w = 10000^(-2 i / width)`.
 *
 * @see Dai et al. 2019 (Transformer-XL), appendix B; espnet's `RelPositionalEncoding`.
 */
export function relativePositions(time: number, width: number): tf.Tensor2D {
  const rows = 2 * time - 1;
  const values = new Float32Array(rows * width);
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < width; c++) {
      const angle = (time - 1 - r) * 10000 ** (-(c - (c % 2)) / width);
      values[r * width + c] = c % 2 === 0 ? Math.sin(angle) : Math.cos(angle);
    }
  }
  return tf.tensor2d(values, [rows, width]);
}

/**
 * From scores by offset to scores by key: `[heads, batch, time, 2 * time - 1]`, where query `i` has
 * its score for key `j` in column `time - 1 - i + j`, to `[heads, batch, time, time]`. One more column
 * in front and one row's length less shift each row by one against the row above.
 */
export function byKey(scores: tf.Tensor4D): tf.Tensor4D {
  const [heads, batch, time, offsets] = scores.shape;
  const all = heads * batch;
  const padded = tf.pad(tf.reshape(scores, [all, time, offsets]), [
    [0, 0],
    [0, 0],
    [1, 0],
  ]);
  const flat = tf.slice(tf.reshape(padded, [all, -1]), [0, time], [all, time * offsets]);
  const shifted = tf.slice(tf.reshape(flat, [all, time, offsets]), [0, 0, 0], [all, time, time]);
  return tf.reshape(shifted, [heads, batch, time, time]);
}

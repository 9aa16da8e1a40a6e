import * as tf from '@tensorflow/tfjs-core';
import { assertFloats } from './_checks.ts';
import { type LogMelOptions, type LogMelRows, logMelRows } from './_log-mel-rows.ts';

/**
 * Computes `logMel` of a long recording piece by piece, in bounded memory:
 *
 *     for await (const piece of recording) keep(stream.push(piece));
 *     keep(stream.finish());
 *
 * The concatenated rows are those of `logMel` of the whole recording, however it is divided. Pieces of a few seconds are best:
 * memory grows with the piece, and each piece costs one pass.
 * @example
 * ```ts
 * import { LogMelStream } from '@ssvaerr/audio';
 * import * as tf from '@tensorflow/tfjs';
 *
 * const stream = new LogMelStream();
 * const pieces = [new Float32Array(1000), new Float32Array(600)]; // 0.1 s of silence
 * const rows = [...pieces.map((piece) => stream.push(piece)), stream.finish()];
 * console.log(tf.concat(rows).shape); // [ 10, 80 ]
 * ```
 */
export class LogMelStream {
  readonly #rows: LogMelRows;
  /** Padded samples from the start of the next row. */
  #pending: Float32Array;
  /** Samples pushed that no row covers yet. */
  #unseen = 0;

  /** @throws RangeError if an option is out of range. */
  constructor(options: LogMelOptions = {}) {
    this.#rows = logMelRows('LogMelStream', options);
    this.#pending = new Float32Array(this.#rows.before);
  }

  /**
   * Takes the next samples.
   *
   * @param samples any number, in [-1, 1].
   * @returns float32 `[rows, bands]`: the rows that are now complete, usually a few fewer than the samples cover.
   * @throws TypeError if `samples` is not a Float32Array; RangeError if it holds NaN or infinities. Nothing is taken then.
   */
  push(samples: Float32Array): tf.Tensor2D {
    assertFloats('LogMelStream.push', 'samples', samples);
    this.#unseen += samples.length;
    return this.#take(samples);
  }

  /**
   * Ends the recording and resets the stream.
   *
   * @returns float32 `[rows, bands]`: the rows that were waiting for samples.
   */
  finish(): tf.Tensor2D {
    const { windowLength, hopLength, before } = this.#rows;
    const rows = Math.ceil(this.#unseen / hopLength);
    const padded = (rows - 1) * hopLength + windowLength;
    const last = this.#take(new Float32Array(padded - this.#pending.length));
    this.#pending = new Float32Array(before);
    this.#unseen = 0;
    return last;
  }

  #take(samples: Float32Array): tf.Tensor2D {
    const { windowLength, hopLength, bands, rowsOf } = this.#rows;
    const padded = new Float32Array(this.#pending.length + samples.length);
    padded.set(this.#pending);
    padded.set(samples, this.#pending.length);
    const rows = Math.max(0, 1 + Math.floor((padded.length - windowLength) / hopLength));
    this.#pending = padded.slice(rows * hopLength);
    this.#unseen -= rows * hopLength;
    if (rows === 0) return tf.zeros([0, bands]);
    return tf.tidy(() => tf.squeeze(rowsOf(tf.tensor2d(padded, [1, padded.length])), [0]));
  }
}

import * as tf from '@tensorflow/tfjs-core';
import { assertInteger, assertPositive, mustBe } from './_checks.ts';
import { framesOf } from './frame.ts';
import { type MelFilterbankOptions, resolveFilterbank } from './mel-filterbank.ts';
import { powerSpectra } from './power-spectrum.ts';

/** Options of log-mel features. The defaults are 80 bands, 25 ms windows and 100 rows per second at 16 kHz. */
export interface LogMelOptions extends MelFilterbankOptions {
  /** Length of the Hann window in samples, 2 to `fftSize`. Default 400. */
  readonly windowLength?: number;
  /** Samples from the start of one row to the next, at most `windowLength`. Default 160. */
  readonly hopLength?: number;
  /** Smallest mel energy before the logarithm, finite and > 0. Default 1e-10, below the noise of 16-bit samples. */
  readonly floor?: number;
}

/** The checked options and a function from padded samples `[batch, n]` to rows `[batch, rows, bands]`. */
export interface LogMelRows {
  readonly windowLength: number;
  readonly hopLength: number;
  readonly bands: number;
  /** Samples of silence before the first sample. */
  readonly before: number;
  readonly rowsOf: (padded: tf.Tensor2D) => tf.Tensor3D;
}

export function logMelRows(
  where: string,
  { windowLength = 400, hopLength = 160, floor = 1e-10, ...mel }: LogMelOptions,
): LogMelRows {
  const { fftSize, bands, bins, weights } = resolveFilterbank(where, mel);
  assertInteger(where, 'windowLength', windowLength, 2);
  if (windowLength > fftSize) {
    throw mustBe(where, 'windowLength', `be at most fftSize (${fftSize})`, windowLength);
  }
  assertInteger(where, 'hopLength', hopLength, 1);
  if (hopLength > windowLength) {
    throw mustBe(where, 'hopLength', `be at most windowLength (${windowLength})`, hopLength);
  }
  assertPositive(where, 'floor', floor);
  const powerOf = powerSpectra(windowLength, fftSize);

  const rowsOf = (padded: tf.Tensor2D) =>
    tf.tidy(() => {
      const frames = framesOf(padded, { length: windowLength, hop: hopLength });
      const [batch, rows] = frames.shape;
      const power = tf.tidy(() => powerOf(tf.reshape(frames, [batch * rows, windowLength])));
      const energy = tf.matMul(power, tf.tensor2d(weights, [bins, bands]));
      // The order matters: wasm's maximum drops a NaN that comes second.
      return tf.reshape(tf.log(tf.maximum(energy, floor)), [batch, rows, bands]) as tf.Tensor3D;
    });
  return {
    windowLength,
    hopLength,
    bands,
    before: Math.floor((windowLength - hopLength) / 2),
    rowsOf,
  };
}

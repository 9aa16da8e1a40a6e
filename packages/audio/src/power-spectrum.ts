import * as tf from '@tensorflow/tfjs-core';
import { assertFloatTensor, assertInteger, mustBe } from './_checks.ts';

/** Options of {@link powerSpectrum}. */
export interface PowerSpectrumOptions {
  /** Points of the DFT, at least the length of a frame; 512 for frames of 400. It need not be a power of 2. */
  readonly fftSize: number;
}

/**
 * Computes the power spectrum of each frame under a periodic Hann window,
 *
 *     P[k] = |sum_n w[n] x[n] exp(-2 pi i k n / fftSize)|^2,   w[n] = 1/2 - 1/2 cos(2 pi n / length),
 *
 * as two matrix products, without complex numbers, so that it runs on any engine.
 *
 * @param frames float32 `[..., length]`, `length` >= 2.
 * @returns float32 `[..., floor(fftSize / 2) + 1]`, >= 0. Rounding of float32 sums changes the root of each bin by about
 *   1e-7 of the largest one: weak bins beside a strong one have fewer significant digits.
 * @throws TypeError if `frames` is not float32; RangeError if a frame has one sample or is longer than `fftSize`.
 * @example
 * ```ts
 * import { frame, powerSpectrum } from '@ssvaerr/audio';
 * import * as tf from '@tensorflow/tfjs';
 *
 * const samples = tf.sin(tf.range(0, 1600).mul((2 * Math.PI * 440) / 16_000)) as tf.Tensor1D; // 0.1 s
 * const power = powerSpectrum(frame(samples, { length: 400, hop: 160 }), { fftSize: 512 });
 * // 440 Hz is bin 14 of 31.25 Hz each.
 * console.log(power.shape, power.argMax(1).dataSync()[0]); // [ 8, 257 ] 14
 * ```
 */
export function powerSpectrum(frames: tf.Tensor, { fftSize }: PowerSpectrumOptions): tf.Tensor {
  assertFloatTensor('powerSpectrum', 'frames', frames);
  const length = frames.shape.at(-1) ?? 0;
  if (length < 2) {
    throw mustBe(
      'powerSpectrum',
      'frames',
      'have 2 or more samples',
      `[${frames.shape.join(',')}]`,
    );
  }
  assertInteger('powerSpectrum', 'fftSize', fftSize, length);
  return tf.tidy(() => {
    const power = powerSpectra(length, fftSize)(tf.reshape(frames, [-1, length]));
    return tf.reshape(power, [...frames.shape.slice(0, -1), power.shape[1]]);
  });
}

/**
 * Returns {@link powerSpectrum} for frames `[rows, length]`, with its matrices computed once. They are arrays, not tensors, so
 * there is nothing to dispose with any engine.
 *
 * Power does not depend on the position of time 0. With time 0 in the middle of the window, which is symmetric
 * (w[n] = w[length - n], w[0] = 0), the cosines depend only on x[n] + x[length - n] and the sines only on
 * x[n] - x[length - n]: half the products.
 */
export function powerSpectra(
  length: number,
  fftSize: number,
): (frames: tf.Tensor2D) => tf.Tensor2D {
  const half = Math.floor(length / 2); // n = 1 .. half
  const bins = Math.floor(fftSize / 2) + 1;
  const cosines = new Float32Array(half * bins);
  const sines = new Float32Array(half * bins);
  for (let n = 1; n <= half; n++) {
    // The middle sample is its own mirror image, so the sum counts it twice.
    const shared = 2 * n === length ? 0.5 : 1;
    const weight = shared * (0.5 - 0.5 * Math.cos((2 * Math.PI * n) / length));
    for (let k = 0; k < bins; k++) {
      // Whole turns are removed in integers, so that the small angle keeps its digits.
      const angle = (Math.PI * ((k * (length - 2 * n)) % (2 * fftSize))) / fftSize;
      cosines[(n - 1) * bins + k] = weight * Math.cos(angle);
      sines[(n - 1) * bins + k] = weight * Math.sin(angle);
    }
  }
  return (frames) => {
    // By a gather, since TF.js's cpu kernels for slice and reverse are several times slower.
    const before = tf.gather(frames, tf.range(1, half + 1, 1, 'int32'), 1);
    const after = tf.gather(frames, tf.range(length - 1, length - 1 - half, -1, 'int32'), 1);
    const real = tf.matMul(tf.add(before, after), tf.tensor2d(cosines, [half, bins]));
    const imaginary = tf.matMul(tf.sub(before, after), tf.tensor2d(sines, [half, bins]));
    return tf.add(tf.square(real), tf.square(imaginary)) as tf.Tensor2D;
  };
}

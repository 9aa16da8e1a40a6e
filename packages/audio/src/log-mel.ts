import * as tf from '@tensorflow/tfjs-core';
import { assertSamples, mustBe } from './_checks.ts';
import { type LogMelOptions, logMelRows } from './_log-mel-rows.ts';

/**
 * Computes log-mel features: the natural logarithm of `powerSpectrum` times `melFilterbank`, at least `log(floor)`.
 *
 * Row `r` covers the samples from `r hopLength` to `(r + 1) hopLength`: its window is centered on them, with silence outside the
 * recording. So 16000 samples give 100 rows, and 640 samples, one video frame at 25 fps, give 4. Padding a recording with
 * zeros keeps its rows.
 *
 * @param samples float32 `[samples]` or `[batch, samples]`, in [-1, 1], at least one. A NaN makes the rows whose window
 *   includes it NaN.
 * @returns float32 `[rows, bands]` or `[batch, rows, bands]`, `rows = ceil(samples / hopLength)`. It needs about 10 kB per
 *   row while it runs: for long recordings see {@link LogMelStream}.
 * @throws TypeError if `samples` is not float32; RangeError if its rank is not 1 or 2, it is empty or an option is out of
 *   range.
 * @example
 * ```ts
 * import { logMel } from '@ssvaerr/audio';
 * import * as tf from '@tensorflow/tfjs';
 *
 * const samples = tf.sin(tf.range(0, 1600).mul((2 * Math.PI * 440) / 16_000)) as tf.Tensor1D; // 0.1 s
 * console.log(logMel(samples).shape); // [ 10, 80 ]
 * ```
 */
export function logMel(samples: tf.Tensor1D, options?: LogMelOptions): tf.Tensor2D;
export function logMel(samples: tf.Tensor2D, options?: LogMelOptions): tf.Tensor3D;
export function logMel(samples: tf.Tensor, options: LogMelOptions = {}): tf.Tensor {
  assertSamples('logMel', samples);
  if (samples.size === 0) {
    throw mustBe('logMel', 'samples', 'hold at least one sample', `[${samples.shape.join(',')}]`);
  }
  const { windowLength, hopLength, before, rowsOf } = logMelRows('logMel', options);
  const count = samples.shape.at(-1)!;
  const padded = (Math.ceil(count / hopLength) - 1) * hopLength + windowLength;
  return tf.tidy(() => {
    const batch = tf.reshape(samples, [-1, count]) as tf.Tensor2D;
    const rows = rowsOf(
      tf.pad(batch, [
        [0, 0],
        [before, padded - before - count],
      ]),
    );
    return samples.rank === 2 ? rows : tf.squeeze(rows, [0]);
  });
}

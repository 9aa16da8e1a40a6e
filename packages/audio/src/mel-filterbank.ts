import * as tf from '@tensorflow/tfjs-core';
import { assertInteger, assertNotNegative, assertPositive, mustBe } from './_checks.ts';
import { hertzToMel, melToHertz } from './mel-scale.ts';

/** Options of {@link melFilterbank}. */
export interface MelFilterbankOptions {
  /** Samples per second. Default 16000. */
  readonly sampleRate?: number;
  /** Points of the DFT, an integer >= 2. Default 512. */
  readonly fftSize?: number;
  /** Number of bands. Default 80. */
  readonly bands?: number;
  /** Lower end of the first band, in hertz. Default 0. */
  readonly minFrequency?: number;
  /** Upper end of the last band, in hertz, at most half the sample rate. Default: half the sample rate. */
  readonly maxFrequency?: number;
}

/**
 * Returns triangular filters, evenly spaced on the mel scale. There are `bands + 2` points from the lowest to the highest
 * frequency; band `b` rises from 0 at point `b` to 1 at point `b + 1` and falls to 0 at point `b + 2`, linearly in hertz.
 * Peaks are not normalized: between the first and the last peak, the weights of each bin sum to 1.
 *
 * @returns float32 `[floor(fftSize / 2) + 1, bands]`, for `matMul(power, filterbank)`.
 * @throws RangeError if an option is out of range, or if there are so many bands that one lies between two bins.
 * @see torchaudio.functional.melscale_fbanks with `mel_scale='htk'`, `norm=None`.
 * @example
 * ```ts
 * import { melFilterbank } from '@ssvaerr/audio';
 *
 * console.log(melFilterbank({ bands: 40 }).shape); // [ 257, 40 ]
 * ```
 */
export function melFilterbank(options: MelFilterbankOptions = {}): tf.Tensor2D {
  const bank = resolveFilterbank('melFilterbank', options);
  return tf.tensor2d(bank.weights, [bank.bins, bank.bands]);
}

/** Computes the filters as an array `[bins, bands]` and returns them with the options. */
export function resolveFilterbank(
  where: string,
  {
    sampleRate = 16_000,
    fftSize = 512,
    bands = 80,
    minFrequency = 0,
    maxFrequency = sampleRate / 2,
  }: MelFilterbankOptions,
) {
  assertPositive(where, 'sampleRate', sampleRate);
  assertInteger(where, 'fftSize', fftSize, 2);
  assertInteger(where, 'bands', bands, 1);
  assertNotNegative(where, 'minFrequency', minFrequency);
  if (!(maxFrequency > minFrequency && maxFrequency <= sampleRate / 2)) {
    const rule = `be above ${minFrequency} and at most ${sampleRate / 2}`;
    throw mustBe(where, 'maxFrequency', rule, maxFrequency);
  }

  const bins = Math.floor(fftSize / 2) + 1;
  const [low, high] = [hertzToMel(minFrequency), hertzToMel(maxFrequency)];
  const points = Array.from({ length: bands + 2 }, (_, i) =>
    melToHertz(low + ((high - low) * i) / (bands + 1)),
  );
  const weights = new Float32Array(bins * bands);
  for (let band = 0; band < bands; band++) {
    const [from, peak, to] = [points[band]!, points[band + 1]!, points[band + 2]!];
    let total = 0;
    for (let bin = 0; bin < bins; bin++) {
      const hertz = (bin * sampleRate) / fftSize;
      const weight = Math.min((hertz - from) / (peak - from), (to - hertz) / (to - peak));
      weights[bin * bands + band] = Math.max(weight, 0);
      total += Math.max(weight, 0);
    }
    // Its feature would be the floor for any audio.
    if (total === 0) {
      const rule = 'leave every band at least one DFT bin';
      throw mustBe(where, 'bands', rule, `${bands}: band ${band} has none`);
    }
  }
  return { fftSize, bands, bins, weights };
}

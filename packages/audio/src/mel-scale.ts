import { assertNotNegative } from './_checks.ts';

/**
 * Converts a frequency to the mel scale: `2595 log10(1 + f / 700)`, HTK's formula (O'Shaughnessy 1987).
 *
 * @param hertz finite, >= 0.
 * @throws RangeError if `hertz` is negative or not finite.
 * @example
 * ```ts
 * import { hertzToMel } from '@ssvaerr/audio';
 *
 * console.log(hertzToMel(1000).toFixed(1)); // 1000.0
 * ```
 */
export function hertzToMel(hertz: number): number {
  assertNotNegative('hertzToMel', 'hertz', hertz);
  return 2595 * Math.log10(1 + hertz / 700);
}

/**
 * Converts mels to a frequency in hertz: the inverse of {@link hertzToMel}.
 *
 * @param mel finite, >= 0.
 * @throws RangeError if `mel` is negative or not finite.
 * @example
 * ```ts
 * import { hertzToMel, melToHertz } from '@ssvaerr/audio';
 *
 * console.log(melToHertz(hertzToMel(440)).toFixed(1)); // 440.0
 * ```
 */
export function melToHertz(mel: number): number {
  assertNotNegative('melToHertz', 'mel', mel);
  return 700 * (10 ** (mel / 2595) - 1);
}

import { assertKind, mustBe } from './_checks.ts';
import type { PixelStatistics } from './pixel-statistics.ts';

const unit = Float32Array.from({ length: 256 }, (_, byte) => byte / 255);

/**
 * Converts 8-bit pixels to float32 in [0, 1]: `pixel / 255`. Augmentations take this range, before
 * {@link normalizePixels}.
 *
 * @param pixels 8-bit values of any shape.
 * @param values The array to write to, of the same length. Default: a new one.
 * @returns `values`.
 * @throws RangeError if the lengths differ; TypeError if `pixels` is not a Uint8Array.
 * @example
 * ```ts
 * import { unitPixels } from '@ssvaerr/data';
 *
 * console.log(unitPixels(Uint8Array.of(0, 255))); // Float32Array(2) [ 0, 1 ]
 * ```
 */
export function unitPixels(
  pixels: Uint8Array,
  values = new Float32Array(pixels.length),
): Float32Array {
  const where = 'unitPixels';
  assertKind(where, 'pixels', pixels, Uint8Array);
  if (values.length !== pixels.length) {
    throw mustBe(where, 'values', `hold ${pixels.length} values`, values.length);
  }
  for (let i = 0; i < pixels.length; i++) values[i] = unit[pixels[i]!]!;
  return values;
}

/**
 * Standardizes pixels: `(pixel - mean) / std`. This is the last step before the model; mean and std are those of
 * the training set and are stored with the weights.
 *
 * @param pixels In [0, 1], of any shape; not changed.
 * @returns a new array of the same length.
 * @throws RangeError if the mean is not finite or the std not positive; TypeError if `pixels` is not a
 *   Float32Array.
 * @example
 * ```ts
 * import { normalizePixels } from '@ssvaerr/data';
 *
 * const pixels = normalizePixels(Float32Array.of(0.5, 1), { mean: 0.5, std: 0.25 });
 * console.log(pixels.join(' ')); // 0 2
 * ```
 */
export function normalizePixels(
  pixels: Float32Array,
  { mean, std }: PixelStatistics,
): Float32Array {
  const where = 'normalizePixels';
  assertKind(where, 'pixels', pixels, Float32Array);
  if (!Number.isFinite(mean)) throw mustBe(where, 'mean', 'be finite', mean);
  if (!(std > 0 && std < Number.POSITIVE_INFINITY)) throw mustBe(where, 'std', 'be positive', std);
  return pixels.map((pixel) => (pixel - mean) / std);
}

import { assertKind, mustBe } from './_checks.ts';
import type { PixelStatistics } from './pixel-statistics.ts';

const unit = Float32Array.from({ length: 256 }, (_, byte) => byte / 255);

/**
 * 8-bit pixels as float32 in [0, 1]: `pixel / 255`. Augment here, then {@link normalizePixels}.
 *
 * @param pixels of any shape.
 * @param values where they go, of the same length. Default: a new array.
 * @returns `values`.
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
 * `(pixel - mean) / std`, the last step before the model. The mean and std are the training set's, and
 * travel with the weights.
 *
 * @param pixels in [0, 1], of any shape; not changed.
 * @throws RangeError if the mean is not finite or the std not positive.
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

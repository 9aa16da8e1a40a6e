import { assertPositiveInteger } from './_checks.ts';

/** Options of {@link assertFeatures}. */
export interface AssertFeaturesOptions {
  /** Number of audio features per frame. */
  readonly width: number;
  /** Number of frames of the clip. */
  readonly frames: number;
}

/**
 * Throws if audio features are unsuitable as targets. Check them before they become a tensor: tensors are not read
 * back, and a NaN in an unmasked frame turns every weight into NaN.
 *
 * @param features `[frames, width]`, row-major.
 * @throws TypeError if `features` is not a Float32Array; RangeError if it has another length or a number that is not
 *   finite, with the frame and dimension of the first.
 * @example
 * ```ts
 * import { assertFeatures } from '@ssvaerr/pretext-lira';
 *
 * try {
 *   assertFeatures(Float32Array.of(0, 1, Number.NaN, 3), { width: 2, frames: 2 });
 * } catch (error) {
 *   console.log(String(error).split(', got ')[1]); // NaN at frame 1, dimension 0.
 * }
 * ```
 */
export function assertFeatures(
  features: Float32Array,
  { width, frames }: AssertFeaturesOptions,
): void {
  const where = 'assertFeatures';
  assertPositiveInteger(where, 'width', width);
  assertPositiveInteger(where, 'frames', frames);
  if (!(features instanceof Float32Array)) {
    const kind = features === null ? 'null' : typeof features;
    throw new TypeError(`${where}: 'features' must be a Float32Array, got ${kind}.`);
  }
  if (features.length !== frames * width) {
    throw new RangeError(
      `${where}: 'features' must hold ${frames} x ${width} numbers, got ${features.length}.`,
    );
  }
  const bad = features.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) {
    const place = `frame ${Math.floor(bad / width)}, dimension ${bad % width}`;
    throw new RangeError(`${where}: 'features' must be finite, got ${features[bad]} at ${place}.`);
  }
}

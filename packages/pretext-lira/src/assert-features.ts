import { assertPositiveInteger } from './_checks.ts';

/** Options of {@link assertFeatures}. */
export interface AssertFeaturesOptions {
  /** Numbers per frame: the width of the targets. */
  readonly width: number;
  /** Frames, those of the clip. */
  readonly frames: number;
}

/**
 * Refuses audio features that LiRA must not be trained on, before they become a tensor: once they are
 * one, a NaN in a frame that counts turns every weight into NaN, and nothing looks.
 *
 * @param features `[frames, width]`, row-major.
 * @throws TypeError if not a Float32Array; RangeError on another length, NaN and infinities, with the
 *   place of the first.
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

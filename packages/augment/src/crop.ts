import { foldSeed, uniformInteger } from '@ssvaerr/random';
import * as tf from '@tensorflow/tfjs-core';
import { augmentation } from './_augmentation.ts';
import { assertClip, assertFits, assertInteger, type Size, sizeOf } from './_checks.ts';
import { resample, selection } from './_resample.ts';
import type { Augmentation } from './augmentation.ts';

/** A rectangle of pixels. */
export interface Box {
  /** First row, an integer >= 0. */
  readonly top: number;
  /** First column, an integer >= 0. */
  readonly left: number;
  /** Number of rows, an integer >= 1. */
  readonly height: number;
  /** Number of columns, an integer >= 1. */
  readonly width: number;
}

/** The size of a random crop: in pixels, or as a share of the clip's sides. */
export type RandomCropOptions =
  /** A side or [height, width] in pixels, at most the clip's. */
  | { readonly size: number | Size }
  /** Share of both sides, in (0, 1], rounded to whole pixels, at least one. */
  | { readonly ratio: number };

/**
 * Crops every frame to the same rectangle, exact to the bit.
 *
 * @param clip float32 `[time, height, width, channels]`.
 * @returns `[time, box.height, box.width, channels]`.
 * @throws TypeError if `clip` is not a float32 tensor; RangeError if it has another shape
 *   or the box exceeds the frame.
 * @example
 * ```ts
 * import { crop } from '@ssvaerr/augment';
 * import * as tf from '@tensorflow/tfjs';
 *
 * const clip = tf.tensor4d([0, 0.25, 1], [1, 1, 3, 1]);
 * const box = { top: 0, left: 1, height: 1, width: 2 };
 * console.log(crop(clip, box).dataSync()); // Float32Array(2) [ 0.25, 1 ]
 * ```
 */
export function crop(clip: tf.Tensor4D, box: Box): tf.Tensor4D {
  assertClip('crop', clip);
  assertBox('crop', box, clip.shape);
  return tf.tidy(() => cut(clip, box));
}

/**
 * Crops clips to one size at a random place, the same one for all frames. All places are equally likely.
 *
 * @throws RangeError if the size is not a positive integer or the ratio is not in (0, 1]; when applied, if the size
 *   is larger than the clip.
 * @see SS-VAERR, section V-D: 110 for SEWA (of about 125), 80 for RECOLA (of 96).
 * @example
 * ```ts
 * import { randomCrop } from '@ssvaerr/augment';
 * import * as tf from '@tensorflow/tfjs';
 *
 * const clip = tf.zeros<tf.Rank.R4>([5, 96, 96, 1]);
 * console.log(randomCrop({ size: 80 })(clip, 42).shape.join()); // 5,80,80,1
 * ```
 */
export function randomCrop(options: RandomCropOptions): Augmentation {
  const sizeFor = croppedSize(options);
  return augmentation('randomCrop', (clip, seed) => {
    const [height, width] = sizeFor(clip.shape);
    const place = (name: string, free: number) => uniformInteger(foldSeed(seed, name), 0, free + 1);
    const top = place('top', clip.shape[1] - height);
    const left = place('left', clip.shape[2] - width);
    return cut(clip, { top, left, height, width });
  });
}

/** Checks that a box lies inside frames of that shape. */
export function assertBox(where: string, box: Box, shape: readonly number[]): void {
  const [, height, width] = shape as [number, number, number];
  assertInteger(where, 'height', box.height, [1, height]);
  assertInteger(where, 'width', box.width, [1, width]);
  assertInteger(where, 'top', box.top, [0, height - box.height]);
  assertInteger(where, 'left', box.left, [0, width - box.width]);
}

function croppedSize(options: RandomCropOptions): (shape: readonly number[]) => Size {
  if ('size' in options) {
    const size = sizeOf('randomCrop', options.size);
    return (shape) => {
      assertFits('randomCrop', size, shape);
      return size;
    };
  }
  const { ratio } = options;
  if (!(ratio > 0 && ratio <= 1)) {
    throw new RangeError(`randomCrop: 'ratio' must be in (0, 1], got ${ratio}.`);
  }
  const share = (side: number) => Math.max(1, Math.round(ratio * side));
  return (shape) => [share(shape[1]!), share(shape[2]!)];
}

/** Crops by a matrix product. A slice would put its position into the structure of a recorded step. */
function cut(clip: tf.Tensor4D, { top, left, height, width }: Box): tf.Tensor4D {
  return resample(clip, {
    rows: selection(clip.shape[1], height, (y) => top + y),
    columns: selection(clip.shape[2], width, (x) => left + x),
  });
}

import type { Size } from '../_checks.ts';
import type { Augmentation } from '../augmentation.ts';
import { compose } from '../compose.ts';
import { randomCrop } from '../crop.ts';
import { randomHorizontalFlip } from '../horizontal-flip.ts';

/** Crop size of LiRA's clips. */
export interface LiraOptions {
  /** A side or [height, width] in pixels. Default 80. */
  readonly crop?: number | Size;
}

/**
 * Returns the augmentation that SS-VAERR uses for LiRA on clips of 96 x 96 pixels: a flip with probability 0.5, then a random
 * crop to 80 x 80.
 *
 * @throws RangeError if `crop` is not a size; when applied, if it is larger than the clip.
 * @see SS-VAERR, section III-A.
 * @example
 * ```ts
 * import { lira } from '@ssvaerr/augment';
 * import * as tf from '@tensorflow/tfjs';
 *
 * const clip = tf.zeros<tf.Rank.R4>([5, 96, 96, 1]);
 * console.log(lira()(clip, 42).shape.join()); // 5,80,80,1
 * ```
 */
export function lira({ crop = 80 }: LiraOptions = {}): Augmentation {
  return compose(randomHorizontalFlip(), randomCrop({ size: crop }));
}

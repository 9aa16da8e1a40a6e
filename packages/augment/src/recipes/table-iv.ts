import type { Size } from '../_checks.ts';
import type { Augmentation } from '../augmentation.ts';
import { compose } from '../compose.ts';
import { randomCrop } from '../crop.ts';
import { randomCropOut } from '../crop-out.ts';
import { randomHorizontalFlip } from '../horizontal-flip.ts';
import { randomMissingFrames } from '../missing-frames.ts';
import { randomSaltAndPepper } from '../salt-and-pepper.ts';
import { randomSolarizeAboveMean } from '../solarize-above-mean.ts';

/** Options of Table IV that depend on the data set. */
export interface TableIVOptions {
  /** A side or [height, width] of the random crop: 110 for SEWA, 80 for RECOLA. */
  readonly crop: number | Size;
}

/**
 * Returns the downstream augmentations of Table IV by row. `horizFlipSaltAndPepper` was best on SEWA,
 * `horizFlipCropOut` on RECOLA's arousal.
 *
 * @throws RangeError if `crop` is not a size; when a row that crops is applied, if it is larger than the clip.
 * @see SS-VAERR, section V-D and Table IV.
 * @example
 * ```ts
 * import { tableIV } from '@ssvaerr/augment';
 * import * as tf from '@tensorflow/tfjs';
 *
 * const { randCropHorizFlip } = tableIV({ crop: 80 });
 * const clip = tf.zeros<tf.Rank.R4>([5, 96, 96, 1]);
 * console.log(randCropHorizFlip(clip, 42).shape.join()); // 5,80,80,1
 * ```
 */
export function tableIV({ crop }: TableIVOptions) {
  const horizontalFlip = randomHorizontalFlip();
  const cropping = randomCrop({ size: crop });
  const cropOut = randomCropOut();
  const missingFrames = randomMissingFrames();
  const solarization = randomSolarizeAboveMean();
  const saltAndPepperNoise = randomSaltAndPepper();
  return {
    noAugmentations: compose(),
    horizontalFlip,
    randomCrop: cropping,
    cropOut,
    missingFrames,
    solarization,
    saltAndPepperNoise,
    randCropHorizFlip: compose(horizontalFlip, cropping),
    randCropMissingFrames: compose(cropping, missingFrames),
    horizFlipMissingFrames: compose(horizontalFlip, missingFrames),
    horizFlipSolarization: compose(horizontalFlip, solarization),
    horizFlipCropOut: compose(horizontalFlip, cropOut),
    horizFlipSaltAndPepper: compose(horizontalFlip, saltAndPepperNoise),
  } satisfies Record<string, Augmentation>;
}

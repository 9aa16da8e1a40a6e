import type { Size } from '../_checks.ts';
import type { Augmentation } from '../augmentation.ts';
import { compose } from '../compose.ts';
import { randomCrop } from '../crop.ts';
import { randomHorizontalFlip } from '../horizontal-flip.ts';

/** The crop of LiRA. */
export interface LiraOptions {
  /** A side, or [height, width]. Default 80. */
  readonly crop?: number | Size;
}

/**
 * What SS-VAERR does to clips of 96 x 96 pixels while it trains LiRA: flip with probability 0.5, random
 * crop of 80 x 80.
 *
 * @see SS-VAERR, section III-A.
 */
export function lira({ crop = 80 }: LiraOptions = {}): Augmentation {
  return compose(randomHorizontalFlip(), randomCrop({ size: crop }));
}

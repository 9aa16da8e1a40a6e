import type { Interval } from '../_checks.ts';
import type { Augmentation } from '../augmentation.ts';
import { distort, kernelFor } from './_distort.ts';

/** Size and crop area of BYOL's views. */
export interface ByolOptions {
  /** Side of the views in pixels. Default 96. */
  readonly size?: number;
  /** Area of the crop as a share of the frame. Default [0.08, 1], as published; a lower bound of 0.3 may suit faces better. */
  readonly scale?: Interval;
}

/**
 * Returns the augmentations of BYOL's two views, T and T'. Both crop, flip, jitter colors and convert to gray at random.
 * T always blurs and never solarizes; T' blurs with probability 0.1 and solarizes with probability 0.2. The blur kernel is
 * a tenth of the side.
 *
 * @returns the augmentations of view 1 and view 2, for `views`.
 * @throws RangeError if an option is out of range.
 * @see Grill et al. 2020, appendix B, table 6, https://arxiv.org/abs/2006.07733
 * @example
 * ```ts
 * import { byol, views } from '@ssvaerr/augment';
 * import * as tf from '@tensorflow/tfjs';
 *
 * const clip = tf.zeros<tf.Rank.R4>([5, 96, 96, 1]);
 * const [first, second] = views(byol({ size: 64 }), clip, 42);
 * console.log(first!.shape.join(), second!.shape.join()); // 5,64,64,1 5,64,64,1
 * ```
 */
export function byol({
  size = 96,
  scale = [0.08, 1],
}: ByolOptions = {}): readonly [Augmentation, Augmentation] {
  const view = (blur: number, solarize: number) =>
    distort({ size, scale, kernelSize: kernelFor(size), blur, solarize, jitter: {} });
  return [view(1, 0), view(0.1, 0.2)];
}

import { assertInteger, type Interval } from '../_checks.ts';
import type { Augmentation } from '../augmentation.ts';
import { distort, kernelFor } from './_distort.ts';

/** Sizes, number and crop areas of DINO's views. */
export interface DinoOptions {
  /** Side of the global views in pixels. Default 96. */
  readonly size?: number;
  /** Side of the local views in pixels. Default 40: the 96 of 224 pixels, scaled to 96. */
  readonly localSize?: number;
  /** Number of local views, an integer >= 0. Default 8. */
  readonly locals?: number;
  /** Area of a global crop as a share of the frame. Default [0.4, 1]; DINO uses [0.14, 1] for a ResNet-50. */
  readonly globalScale?: Interval;
  /** Area of a local crop as a share of the frame. Default [0.05, 0.4]; DINO uses [0.05, 0.14] for a ResNet-50. */
  readonly localScale?: Interval;
}

/**
 * Returns the augmentations of DINO's multi-crop: two global views, then `locals` local ones. All flip, jitter colors and
 * convert to gray at random. The first global view always blurs; the second blurs with probability 0.1 and solarizes with
 * probability 0.2; local views blur with probability 0.5.
 *
 * @returns the augmentations of the global views, then those of the local ones, for `views`.
 * @throws RangeError if an option is out of range.
 * @see Caron et al. 2021, https://arxiv.org/abs/2104.14294, and its `main_dino.py`.
 * @example
 * ```ts
 * import { dino, views } from '@ssvaerr/augment';
 * import * as tf from '@tensorflow/tfjs';
 *
 * const clip = tf.zeros<tf.Rank.R4>([5, 96, 96, 1]);
 * const [global, , local] = views(dino({ locals: 1 }), clip, 42);
 * console.log(global!.shape.join(), local!.shape.join()); // 5,96,96,1 5,40,40,1
 * ```
 */
export function dino({
  size = 96,
  localSize = 40,
  locals = 8,
  globalScale = [0.4, 1],
  localScale = [0.05, 0.4],
}: DinoOptions = {}): readonly Augmentation[] {
  assertInteger('dino', 'locals', locals, [0, Number.MAX_SAFE_INTEGER]);
  const jitter = { brightnessBy: 'multiply' } as const;
  const shared = { kernelSize: kernelFor(size), jitter };
  const global = (blur: number, solarize: number) =>
    distort({ size, scale: globalScale, blur, solarize, ...shared });
  const local = distort({ size: localSize, scale: localScale, blur: 0.5, solarize: 0, ...shared });
  return [global(1, 0), global(0.1, 0.2), ...new Array<Augmentation>(locals).fill(local)];
}

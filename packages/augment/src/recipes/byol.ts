import type { Interval } from '../_checks.ts';
import type { Augmentation } from '../augmentation.ts';
import { distort, kernelFor } from './_distort.ts';

/** Options of BYOL's views. */
export interface ByolOptions {
  /** Side of the views in pixels. Default 96. */
  readonly size?: number;
  /** Area of the crop as a share of the frame. Default [0.08, 1], as published; faces may want 0.3. */
  readonly scale?: Interval;
}

/**
 * BYOL's two views, T and T': crop, flip, color jitter, gray, blur (always; 0.1), solarize (never; 0.2).
 * The blur's kernel is a tenth of the side.
 *
 * @returns view 1 and view 2, for `views`.
 * @see Grill et al. 2020, appendix B, table 6, https://arxiv.org/abs/2006.07733
 */
export function byol({
  size = 96,
  scale = [0.08, 1],
}: ByolOptions = {}): readonly [Augmentation, Augmentation] {
  const view = (blur: number, solarize: number) =>
    distort({ size, scale, kernelSize: kernelFor(size), blur, solarize, jitter: {} });
  return [view(1, 0), view(0.1, 0.2)];
}

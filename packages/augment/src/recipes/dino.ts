import { assertInteger, type Interval } from '../_checks.ts';
import type { Augmentation } from '../augmentation.ts';
import { distort, kernelFor } from './_distort.ts';

/** Options of DINO's views. */
export interface DinoOptions {
  /** Side of the global views in pixels. Default 96. */
  readonly size?: number;
  /** Side of the local views in pixels. Default 40: 96 of 224, in pixels of 96. */
  readonly localSize?: number;
  /** Number of local views, an integer >= 0. Default 8. */
  readonly locals?: number;
  /** Area of a global crop as a share of the frame. Default [0.4, 1]; [0.14, 1] for a ResNet-50. */
  readonly globalScale?: Interval;
  /** Area of a local crop as a share of the frame. Default [0.05, 0.4]; [0.05, 0.14] for a ResNet-50. */
  readonly localScale?: Interval;
}

/**
 * DINO's multi-crop: two global views (blur always; 0.1, then solarize 0.2), then local ones (blur 0.5),
 * all with flip, color jitter and gray.
 *
 * @returns the global views, then the local ones, for `views`.
 * @throws RangeError on an option.
 * @see Caron et al. 2021, https://arxiv.org/abs/2104.14294, and its `main_dino.py`.
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

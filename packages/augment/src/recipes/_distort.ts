import type { Interval } from '../_checks.ts';
import type { Augmentation } from '../augmentation.ts';
import { type RandomColorJitterOptions, randomColorJitter } from '../color-jitter.ts';
import { compose } from '../compose.ts';
import { randomGaussianBlur } from '../gaussian-blur.ts';
import { randomGrayscale } from '../grayscale.ts';
import { randomHorizontalFlip } from '../horizontal-flip.ts';
import { randomResizedCrop } from '../resized-crop.ts';
import { randomSolarize } from '../solarize.ts';

/** Parameters that differ between the views of BYOL and DINO. */
interface Distortion {
  readonly size: number;
  readonly scale: Interval;
  readonly kernelSize: number;
  readonly blur: number;
  readonly solarize: number;
  readonly jitter: RandomColorJitterOptions;
}

/** Chains the steps that all views of BYOL and DINO share, in the order of both papers. */
export function distort({
  size,
  scale,
  kernelSize,
  blur,
  solarize,
  jitter,
}: Distortion): Augmentation {
  return compose(
    randomResizedCrop({ size, scale }),
    randomHorizontalFlip(),
    randomColorJitter(jitter),
    randomGrayscale(),
    randomGaussianBlur({ kernelSize, probability: blur }),
    // Most views are never solarized: the step would only cost time.
    ...(solarize > 0 ? [randomSolarize({ probability: solarize })] : []),
  );
}

/** Returns a tenth of the side, odd: 23 for 224 pixels as in BYOL, 9 for 96. */
export function kernelFor(size: number): number {
  return 2 * Math.floor(size / 20) + 1;
}

import {
  type Augmentation,
  augmentBatch,
  compose,
  randomColorJitter,
  randomCropOut,
  randomHorizontalFlip,
  randomResizedCrop,
  tableIV,
} from '@ssvaerr/augment';
import type * as tf from '@tensorflow/tfjs';

/** Maps clips `[batch, time, height, width, channels]` in [0, 1], with a seed for each, to clips of the same size. */
export type BatchAugmentation = (clips: tf.Tensor5D, seeds: readonly number[]) => tf.Tensor5D;

/** Names of what can be done to training clips: the rows of Table IV, and one for small sets. */
export const augmentationNames = [
  'noAugmentations',
  'horizontalFlip',
  'randomCrop',
  'cropOut',
  'missingFrames',
  'solarization',
  'saltAndPepperNoise',
  'randCropHorizFlip',
  'randCropMissingFrames',
  'horizFlipMissingFrames',
  'horizFlipSolarization',
  'horizFlipCropOut',
  'horizFlipSaltAndPepper',
  'strong',
] as const satisfies readonly (keyof ReturnType<typeof tableIV> | 'strong')[];

export type AugmentationName = (typeof augmentationNames)[number];

/**
 * Makes the augmentation of a name, for clips of that size; none for `noAugmentations`.
 *
 * @param cropShare Side of the random crop, as a share of the side of the clips.
 */
export function batchAugmentation(
  name: AugmentationName,
  { height, width }: { readonly height: number; readonly width: number },
  cropShare: number,
): BatchAugmentation | undefined {
  if (name === 'noAugmentations') return undefined;
  const crop = [height, width].map((side) => Math.round(cropShare * side));
  const recipes: Readonly<Record<string, Augmentation>> = {
    ...tableIV({ crop: crop as [number, number] }),
    strong: strong([height, width]),
  };
  return (clips, seeds) => augmentBatch(recipes[name]!, clips, seeds);
}

/**
 * For a few hundred clips of people who do not come back in the test: mirrored, shifted and scaled,
 * lit otherwise, partly covered.
 */
const strong = (size: readonly [number, number]): Augmentation =>
  compose(
    randomHorizontalFlip(),
    randomResizedCrop({ size, scale: [0.7, 1], ratio: [0.9, 1.1], interpolation: 'bilinear' }),
    randomColorJitter({ brightness: 0.25, contrast: 0.3 }),
    randomCropOut({ squares: 2, area: 0.1 }),
  );

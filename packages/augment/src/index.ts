export type { Interval, Size } from './_checks.ts';
export type { MeanOver } from './_lightness.ts';
export { type AdjustBrightnessOptions, adjustBrightness } from './adjust-brightness.ts';
export { type AdjustContrastOptions, adjustContrast } from './adjust-contrast.ts';
export { type AdjustHueOptions, adjustHue } from './adjust-hue.ts';
export { type AdjustSaturationOptions, adjustSaturation } from './adjust-saturation.ts';
export { augmentBatch } from './augment-batch.ts';
export type { Augmentation } from './augmentation.ts';
export { type RandomColorJitterOptions, randomColorJitter } from './color-jitter.ts';
export { compose } from './compose.ts';
export { type Box, crop, type RandomCropOptions, randomCrop } from './crop.ts';
export {
  type CropOutOptions,
  cropOut,
  type RandomCropOutOptions,
  randomCropOut,
} from './crop-out.ts';
export {
  type GaussianBlurOptions,
  gaussianBlur,
  type RandomGaussianBlurOptions,
  randomGaussianBlur,
} from './gaussian-blur.ts';
export { grayscale, type RandomGrayscaleOptions, randomGrayscale } from './grayscale.ts';
export {
  horizontalFlip,
  type RandomHorizontalFlipOptions,
  randomHorizontalFlip,
} from './horizontal-flip.ts';
export {
  missingFrames,
  type RandomMissingFramesOptions,
  randomMissingFrames,
} from './missing-frames.ts';
export { type NormalizeOptions, normalize } from './normalize.ts';
export { type ByolOptions, byol } from './recipes/byol.ts';
export { type DinoOptions, dino } from './recipes/dino.ts';
export { type LiraOptions, lira } from './recipes/lira.ts';
export { type TableIVOptions, tableIV } from './recipes/table-iv.ts';
export {
  type Interpolation,
  type RandomResizedCropOptions,
  type ResizedCropOptions,
  randomResizedCrop,
  resizedCrop,
} from './resized-crop.ts';
export {
  type RandomSaltAndPepperOptions,
  randomSaltAndPepper,
  type SaltAndPepperOptions,
  saltAndPepper,
} from './salt-and-pepper.ts';
export {
  type RandomSolarizeOptions,
  randomSolarize,
  type SolarizeOptions,
  solarize,
} from './solarize.ts';
export {
  type RandomSolarizeAboveMeanOptions,
  randomSolarizeAboveMean,
  type SolarizeAboveMeanOptions,
  solarizeAboveMean,
} from './solarize-above-mean.ts';
export { type RandomTemporalCropOptions, randomTemporalCrop } from './temporal-crop.ts';
export { batchViews, views } from './views.ts';

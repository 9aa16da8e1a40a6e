import { foldSeed, uniform, uniformInteger } from '@ssvaerr/random';
import * as tf from '@tensorflow/tfjs-core';
import { augmentation } from './_augmentation.ts';
import {
  assertClip,
  assertInterval,
  assertOneOf,
  type Interval,
  type Size,
  sizeOf,
} from './_checks.ts';
import { type AxisMap, axisMap, resample } from './_resample.ts';
import { clipped, tones } from './_tones.ts';
import type { Augmentation } from './augmentation.ts';
import { assertBox, type Box } from './crop.ts';

/** How values between pixels are interpolated. */
export type Interpolation = 'bilinear' | 'bicubic';

/** Box to crop and size of the result. */
export interface ResizedCropOptions extends Box {
  /** A side or [height, width] of the result, in pixels. */
  readonly size: number | Size;
  /** Interpolation between pixels. Default 'bicubic'. */
  readonly interpolation?: Interpolation;
}

/** Range of the random box and size of the result. */
export interface RandomResizedCropOptions {
  /** A side or [height, width] of the result, in pixels. */
  readonly size: number | Size;
  /** Area of the box as a share of the frame, in (0, 1]. Default [0.08, 1]. */
  readonly scale?: Interval;
  /** Width over height of the box, drawn log-uniformly. Default [3/4, 4/3]. */
  readonly ratio?: Interval;
  /** Interpolation between pixels. Default 'bicubic'. */
  readonly interpolation?: Interpolation;
}

/**
 * Crops every frame to the same rectangle and resizes it. Pixel centers are at half integers, there is no antialiasing,
 * neighbors are clamped inside the rectangle, and values are clipped to [0, 1]. Bicubic weights are those of Keys with
 * a = -0.5.
 *
 * @param clip float32 `[time, height, width, channels]` in [0, 1].
 * @returns `[time, ...size, channels]`.
 * @throws TypeError if `clip` is not a float32 tensor; RangeError if it has another shape,
 *   the box exceeds the frame, `size` is not a positive integer or `interpolation` is unknown.
 * @example
 * ```ts
 * import { resizedCrop } from '@ssvaerr/augment';
 * import * as tf from '@tensorflow/tfjs';
 *
 * const clip = tf.tensor4d([0, 0.25, 1], [1, 1, 3, 1]);
 * const box = { top: 0, left: 0, height: 1, width: 3 };
 * const wide = resizedCrop(clip, { ...box, size: [1, 6], interpolation: 'bilinear' });
 * console.log(wide.dataSync().join()); // 0,0.0625,0.1875,0.4375,0.8125,1
 * ```
 */
export function resizedCrop(
  clip: tf.Tensor4D,
  { size, interpolation = 'bicubic', ...box }: ResizedCropOptions,
): tf.Tensor4D {
  assertClip('resizedCrop', clip);
  assertBox('resizedCrop', box, clip.shape);
  assertInterpolation('resizedCrop', interpolation);
  const sides = sizeOf('resizedCrop', size);
  return tf.tidy(() => resized(clip, box, sides, interpolation));
}

/**
 * Crops clips to a random box, the same one for all frames, and resizes it. See {@link resizedCrop}. The box is drawn
 * as in torchvision: area and ratio are drawn up to ten times until the box fits; if none fits, the largest centered box
 * with an allowed ratio is used.
 *
 * @throws RangeError if an option is out of range.
 * @see Grill et al. 2020, appendix B, https://arxiv.org/abs/2006.07733
 * @example
 * ```ts
 * import { randomResizedCrop } from '@ssvaerr/augment';
 * import * as tf from '@tensorflow/tfjs';
 *
 * const clip = tf.zeros<tf.Rank.R4>([5, 96, 96, 1]);
 * console.log(randomResizedCrop({ size: 40 })(clip, 42).shape.join()); // 5,40,40,1
 * ```
 */
export function randomResizedCrop({
  size,
  scale = [0.08, 1],
  ratio = [3 / 4, 4 / 3],
  interpolation = 'bicubic',
}: RandomResizedCropOptions): Augmentation {
  const sides = sizeOf('randomResizedCrop', size);
  assertInterval('randomResizedCrop', 'scale', scale, 1);
  assertInterval('randomResizedCrop', 'ratio', ratio);
  assertInterpolation('randomResizedCrop', interpolation);
  return augmentation('randomResizedCrop', (clip, seed) =>
    resized(clip, drawBox(seed, clip.shape, scale, ratio), sides, interpolation),
  );
}

function drawBox(seed: number, shape: readonly number[], scale: Interval, ratio: Interval): Box {
  const [, height, width] = shape as [number, number, number];
  const between = (attempt: number, name: string, [low, high]: Interval) =>
    uniform(foldSeed(seed, attempt, name), { low, high });
  for (let attempt = 0; attempt < 10; attempt++) {
    const area = between(attempt, 'scale', scale) * height * width;
    const aspect = Math.exp(between(attempt, 'ratio', [Math.log(ratio[0]), Math.log(ratio[1])]));
    const [h, w] = [Math.round(Math.sqrt(area / aspect)), Math.round(Math.sqrt(area * aspect))];
    if (h < 1 || w < 1 || h > height || w > width) continue;
    const top = uniformInteger(foldSeed(seed, attempt, 'top'), 0, height - h + 1);
    const left = uniformInteger(foldSeed(seed, attempt, 'left'), 0, width - w + 1);
    return { top, left, height: h, width: w };
  }
  const aspect = Math.min(Math.max(width / height, ratio[0]), ratio[1]);
  const h = Math.max(1, Math.round(Math.min(height, width / aspect)));
  const w = Math.max(1, Math.round(Math.min(width, height * aspect)));
  return { top: (height - h) >> 1, left: (width - w) >> 1, height: h, width: w };
}

function resized(
  clip: tf.Tensor4D,
  { top, left, height, width }: Box,
  [tall, wide]: Size,
  interpolation: Interpolation,
): tf.Tensor4D {
  const rows = resizing(clip.shape[1], top, height, tall, interpolation);
  const columns = resizing(clip.shape[2], left, width, wide, interpolation);
  // Bicubic weights overshoot, bilinear ones may sum to one ulp more than 1.
  return tones(resample(clip, { rows, columns }), clipped);
}

/** Returns the map that resizes `count` pixels from `start` to `output` pixels. */
function resizing(
  input: number,
  start: number,
  count: number,
  output: number,
  interpolation: Interpolation,
): AxisMap {
  const [reach, weight] = interpolation === 'bilinear' ? [1, triangle] : [2, keys];
  return axisMap(input, output, (i) => {
    const center = ((i + 0.5) * count) / output - 0.5;
    const taps: [number, number][] = [];
    for (let source = Math.floor(center) - reach + 1; source <= center + reach; source++) {
      const inside = Math.min(Math.max(source, 0), count - 1);
      taps.push([start + inside, weight(Math.abs(center - source))]);
    }
    return taps;
  });
}

const triangle = (distance: number) => Math.max(0, 1 - distance);

/** The cubic convolution of Keys 1981 with a = -0.5, which reproduces parabolas. */
function keys(distance: number): number {
  if (distance >= 2) return 0;
  return distance <= 1
    ? (1.5 * distance - 2.5) * distance ** 2 + 1
    : ((-0.5 * distance + 2.5) * distance - 4) * distance + 2;
}

function assertInterpolation(where: string, interpolation: Interpolation): void {
  assertOneOf(where, 'interpolation', interpolation, ['bilinear', 'bicubic']);
}

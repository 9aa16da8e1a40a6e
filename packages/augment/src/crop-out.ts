import { foldSeed, uniformInteger } from '@ssvaerr/random';
import * as tf from '@tensorflow/tfjs-core';
import { augmentation } from './_augmentation.ts';
import { assertClip, assertInteger, assertWithin } from './_checks.ts';
import { tones } from './_tones.ts';
import type { Augmentation } from './augmentation.ts';

/** Positions and side of black squares. */
export interface CropOutOptions {
  /** [row, column] of the center of each square, integers inside the frame. */
  readonly centers: readonly (readonly [y: number, x: number])[];
  /** Side in pixels, an integer >= 1. */
  readonly side: number;
}

/** Number of squares and their total area. */
export interface RandomCropOutOptions {
  /** Number of squares, an integer >= 1. Default 5. */
  readonly squares?: number;
  /** Total area as a share of the frame, before overlap and clipping at the border, in [0, 1]. Default 0.25. */
  readonly area?: number;
}

/**
 * Blackens squares in every frame: rows `y - floor(side / 2)` to `y - floor(side / 2) + side - 1` and the same
 * columns around `x`, clipped at the border.
 *
 * @param clip float32 `[time, height, width, channels]`.
 * @returns float32, the shape of `clip`.
 * @throws TypeError if `clip` is not a float32 tensor; RangeError if it has another shape,
 *   `side` is not an integer >= 1 or a center lies outside the frame.
 * @example
 * ```ts
 * import { cropOut } from '@ssvaerr/augment';
 * import * as tf from '@tensorflow/tfjs';
 *
 * const clip = tf.ones<tf.Rank.R4>([1, 1, 5, 1]);
 * console.log(cropOut(clip, { centers: [[0, 1]], side: 1 }).dataSync()); // Float32Array(5) [ 1, 0, 1, 1, 1 ]
 * ```
 */
export function cropOut(clip: tf.Tensor4D, { centers, side }: CropOutOptions): tf.Tensor4D {
  assertClip('cropOut', clip);
  assertInteger('cropOut', 'side', side);
  const [, height, width] = clip.shape;
  for (const [y, x] of centers) {
    assertInteger('cropOut', 'centers', y, [0, height - 1]);
    assertInteger('cropOut', 'centers', x, [0, width - 1]);
  }
  return tf.tidy(() => occluded(clip, centers, side));
}

/**
 * Blackens squares at random places, the same ones in all frames, as {@link cropOut} does. Centers are uniform over
 * the frame; the side is `round(sqrt(area * height * width / squares))`, 21 for 96 x 96 pixels.
 *
 * @throws RangeError if an option is out of range.
 * @see SS-VAERR, section V-D and Table IV, "Crop-Out 25%"; DeVries and Taylor 2017, https://arxiv.org/abs/1708.04552
 * @example
 * ```ts
 * import { randomCropOut } from '@ssvaerr/augment';
 * import * as tf from '@tensorflow/tfjs';
 *
 * const clip = tf.ones<tf.Rank.R4>([5, 96, 96, 1]);
 * const white = tf.mean(randomCropOut()(clip, 42)).dataSync()[0]!;
 * console.log(white.toFixed(3)); // 0.783
 * ```
 */
export function randomCropOut({
  squares = 5,
  area = 0.25,
}: RandomCropOutOptions = {}): Augmentation {
  assertInteger('randomCropOut', 'squares', squares);
  assertWithin('randomCropOut', 'area', area, [0, 1]);
  return augmentation('randomCropOut', (clip, seed) => {
    const [, height, width] = clip.shape;
    const side = Math.round(Math.sqrt((area * height * width) / squares));
    const centers = Array.from({ length: squares }, (_, i): [number, number] => [
      uniformInteger(foldSeed(seed, i, 'y'), 0, height),
      uniformInteger(foldSeed(seed, i, 'x'), 0, width),
    ]);
    return occluded(clip, centers, side);
  });
}

function occluded(
  clip: tf.Tensor4D,
  centers: CropOutOptions['centers'],
  side: number,
): tf.Tensor4D {
  const [, height, width, channels] = clip.shape;
  const visible = new Float32Array(height * width * channels).fill(1);
  const half = Math.floor(side / 2);
  for (const [y, x] of centers) {
    const [left, right] = [Math.max(0, x - half), Math.min(width, x - half + side)];
    const [top, bottom] = [Math.max(0, y - half), Math.min(height, y - half + side)];
    for (let row = top; row < bottom; row++) {
      visible.fill(0, (row * width + left) * channels, (row * width + right) * channels);
    }
  }
  return tones(clip, (x) => tf.mul(x, tf.tensor2d(visible, [1, visible.length])));
}

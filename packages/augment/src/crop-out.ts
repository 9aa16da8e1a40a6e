import { foldSeed, uniformInteger } from '@ssvaerr/random';
import * as tf from '@tensorflow/tfjs-core';
import { augmentation } from './_augmentation.ts';
import { assertClip, assertInteger, assertWithin } from './_checks.ts';
import { tones } from './_tones.ts';
import type { Augmentation } from './augmentation.ts';

/** Black squares. */
export interface CropOutOptions {
  /** [row, column] of each square's center, integers inside the frame. */
  readonly centers: readonly (readonly [y: number, x: number])[];
  /** Side in pixels, an integer >= 1. */
  readonly side: number;
}

/** Number of squares and their total area. */
export interface RandomCropOutOptions {
  /** An integer >= 1. Default 5. */
  readonly squares?: number;
  /** Their area together as a share of the frame's, before overlap and border, in [0, 1]. Default 0.25. */
  readonly area?: number;
}

/**
 * Squares of every frame become 0: rows `y - floor(side / 2)` to `y - floor(side / 2) + side - 1`, the
 * columns likewise, cut off at the border.
 *
 * @param clip float32 `[time, height, width, channels]`.
 * @throws TypeError or RangeError if `clip` is no clip, RangeError on `side` or a center outside.
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
 * {@link cropOut} of squares at random places, the same for all frames: centers uniform over the frame,
 * side `round(sqrt(area * height * width / squares))`, 21 for 96 x 96 pixels.
 *
 * @throws RangeError on an option.
 * @see SS-VAERR, section V-D and Table IV, "Crop-Out 25%"; DeVries and Taylor 2017, https://arxiv.org/abs/1708.04552
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

import { foldSeed, uniforms } from '@ssvaerr/random';
import * as tf from '@tensorflow/tfjs-core';
import { augmentation } from './_augmentation.ts';
import { assertClip, assertFloats, assertWithin } from './_checks.ts';
import type { Augmentation } from './augmentation.ts';

/** Masks of the pixels that become white or black. */
export interface SaltAndPepperOptions {
  /** Float32 `[time, height, width]`: 1 where a pixel becomes white, else 0. */
  readonly salt: tf.Tensor3D;
  /** Float32 `[time, height, width]`: 1 where a pixel becomes black, else 0. Salt wins where both are 1. */
  readonly pepper: tf.Tensor3D;
}

/** Share of the pixels that become black or white. */
export interface RandomSaltAndPepperOptions {
  /** Share of the pixels, in [0, 1], half of them white. Default 0.05. */
  readonly density?: number;
}

/**
 * Sets single pixels to 1 (salt) or 0 (pepper) in all channels.
 *
 * @param clip float32 `[time, height, width, channels]` in [0, 1].
 * @returns float32, the shape of `clip`.
 * @throws TypeError if `clip` or a mask is not a float32 tensor; RangeError if it has another shape.
 * @example
 * ```ts
 * import { saltAndPepper } from '@ssvaerr/augment';
 * import * as tf from '@tensorflow/tfjs';
 *
 * const clip = tf.fill([1, 1, 3, 1], 0.5) as tf.Tensor4D;
 * const [salt, pepper] = [tf.tensor3d([[[1, 0, 0]]]), tf.tensor3d([[[0, 0, 1]]])];
 * console.log(saltAndPepper(clip, { salt, pepper }).dataSync()); // Float32Array(3) [ 1, 0.5, 0 ]
 * ```
 */
export function saltAndPepper(
  clip: tf.Tensor4D,
  { salt, pepper }: SaltAndPepperOptions,
): tf.Tensor4D {
  assertClip('saltAndPepper', clip);
  assertFloats('saltAndPepper', 'salt', salt, clip.shape.slice(0, 3));
  assertFloats('saltAndPepper', 'pepper', pepper, clip.shape.slice(0, 3));
  return tf.tidy(() => seasoned(clip, salt, pepper));
}

/**
 * Adds salt-and-pepper noise to clips, independently for each pixel of each frame: it models the noise of a sensor, not of
 * a scene. See {@link saltAndPepper}.
 *
 * @throws RangeError if `density` is outside [0, 1].
 * @see SS-VAERR, section V-D: "classic noise with 50% salt vs pepper split"; the density is that of
 *   the authors' code.
 * @example
 * ```ts
 * import { randomSaltAndPepper } from '@ssvaerr/augment';
 * import * as tf from '@tensorflow/tfjs';
 *
 * const clip = tf.fill([5, 96, 96, 1], 0.5) as tf.Tensor4D;
 * const hit = tf.notEqual(randomSaltAndPepper()(clip, 42), 0.5);
 * console.log(tf.mean(tf.cast(hit, 'float32')).dataSync()[0]!.toFixed(3)); // 0.049
 * ```
 */
export function randomSaltAndPepper({
  density = 0.05,
}: RandomSaltAndPepperOptions = {}): Augmentation {
  assertWithin('randomSaltAndPepper', 'density', density, [0, 1]);
  return augmentation('randomSaltAndPepper', (clip, seed) => {
    const [time, height, width] = clip.shape;
    const { salt, pepper } = drawGrains(seed, time * height * width, density);
    const mask = (grains: Float32Array) => tf.tensor3d(grains, [time, height, width]);
    return seasoned(clip, mask(salt), mask(pepper));
  });
}

function seasoned(clip: tf.Tensor4D, salt: tf.Tensor3D, pepper: tf.Tensor3D): tf.Tensor4D {
  const [time, height, width, channels] = clip.shape;
  const [pixels, white, clear] = [clip, salt, tf.sub(1, pepper)].map((x) =>
    tf.reshape(x, [time * height * width, -1]),
  ) as [tf.Tensor, tf.Tensor, tf.Tensor];
  return tf.reshape(tf.maximum(tf.mul(pixels, clear), white), [time, height, width, channels]);
}

/**
 * Hits each of `count` pixels with probability `density`. The gaps between hits are geometric, so one draw
 * is needed per hit instead of per pixel: twenty times fewer at 5 %.
 */
function drawGrains(seed: number, count: number, density: number) {
  const [salt, pepper] = [new Float32Array(count), new Float32Array(count)];
  const most = Math.ceil(count * density + 10 * Math.sqrt(count * density) + 10);
  const gaps = uniforms(foldSeed(seed, 'gaps'), Math.min(most, count));
  const kinds = uniforms(foldSeed(seed, 'kinds'), gaps.length);
  const scale = Math.log1p(-density);
  let at = -1;
  for (let hit = 0; hit < gaps.length; hit++) {
    at += 1 + Math.floor(Math.log(gaps[hit]!) / scale);
    if (at >= count) break;
    (kinds[hit]! < 0.5 ? salt : pepper)[at] = 1;
  }
  return { salt, pepper };
}

import { bernoulli, foldSeed, uniform } from '@ssvaerr/random';
import * as tf from '@tensorflow/tfjs-core';
import { augmentation } from './_augmentation.ts';
import {
  assertAtLeast,
  assertClip,
  assertInterval,
  assertWithin,
  type Interval,
} from './_checks.ts';
import { type AxisMap, axisMap, resample } from './_resample.ts';
import { clipped, tones } from './_tones.ts';
import type { Augmentation } from './augmentation.ts';

/** Size and standard deviation of a blur. */
export interface GaussianBlurOptions {
  /** Side of the kernel in pixels, odd, at most twice the clip's shorter side minus 1. */
  readonly kernelSize: number;
  /** Standard deviation in pixels, >= 0; 0 changes nothing. */
  readonly sigma: number;
}

/** Probability and strength of the blur. */
export interface RandomGaussianBlurOptions {
  /** Side of the kernel, as in {@link GaussianBlurOptions}. */
  readonly kernelSize: number;
  /** Interval of the standard deviation in pixels, drawn uniformly. Default [0.1, 2]. */
  readonly sigma?: Interval;
  /** Probability, in [0, 1]. Default 1. */
  readonly probability?: number;
}

/**
 * Blurs every frame with weights `exp(-r^2 / (2 sigma^2))`, normalized over the kernel. The border is reflected
 * without repeating the edge pixel.
 *
 * @param clip float32 `[time, height, width, channels]` in [0, 1].
 * @returns float32, the shape of `clip`.
 * @throws TypeError if `clip` is not a float32 tensor; RangeError if it has another shape,
 *   `kernelSize` is not odd or too large for the clip, or `sigma` is negative or not finite.
 * @example
 * ```ts
 * import { gaussianBlur } from '@ssvaerr/augment';
 * import * as tf from '@tensorflow/tfjs';
 *
 * const clip = tf.tensor4d([0, 0, 0, 0, 1, 0, 0, 0, 0], [1, 3, 3, 1]);
 * const blurred = gaussianBlur(clip, { kernelSize: 3, sigma: 1 }).dataSync();
 * console.log(blurred[4]!.toFixed(3)); // 0.204
 * ```
 */
export function gaussianBlur(
  clip: tf.Tensor4D,
  { kernelSize, sigma }: GaussianBlurOptions,
): tf.Tensor4D {
  assertClip('gaussianBlur', clip);
  assertKernel('gaussianBlur', kernelSize);
  assertAtLeast('gaussianBlur', 'sigma', sigma, 0);
  assertKernelFits('gaussianBlur', kernelSize, clip.shape);
  return tf.tidy(() => blurred(clip, kernelSize, sigma));
}

/**
 * Blurs clips at random, with one sigma for all frames. See {@link gaussianBlur}.
 *
 * @throws RangeError if an option is out of range; when applied, if the kernel is too large for the clip.
 * @see Grill et al. 2020, appendix B, https://arxiv.org/abs/2006.07733: the kernel is a tenth of the side, 23 for
 *   224 pixels, so 9 for 96.
 * @example
 * ```ts
 * import { randomGaussianBlur } from '@ssvaerr/augment';
 * import * as tf from '@tensorflow/tfjs';
 *
 * const clip = tf.tensor4d([0, 0, 0, 0, 1, 0, 0, 0, 0], [1, 3, 3, 1]);
 * const blur = randomGaussianBlur({ kernelSize: 3 });
 * console.log(blur(clip, 42).dataSync()[4]!.toFixed(3)); // 0.155
 * ```
 */
export function randomGaussianBlur({
  kernelSize,
  sigma = [0.1, 2],
  probability = 1,
}: RandomGaussianBlurOptions): Augmentation {
  assertKernel('randomGaussianBlur', kernelSize);
  assertInterval('randomGaussianBlur', 'sigma', sigma);
  assertWithin('randomGaussianBlur', 'probability', probability, [0, 1]);
  const [low, high] = sigma;
  return augmentation('randomGaussianBlur', (clip, seed) => {
    assertKernelFits('randomGaussianBlur', kernelSize, clip.shape);
    const blurs = bernoulli(foldSeed(seed, 'blurs'), probability);
    const drawn = blurs ? uniform(foldSeed(seed, 'sigma'), { low, high }) : 0;
    return blurred(clip, kernelSize, drawn);
  });
}

function blurred(clip: tf.Tensor4D, kernelSize: number, sigma: number): tf.Tensor4D {
  const kernel = gaussian(kernelSize, sigma);
  const [, height, width] = clip.shape;
  const maps = { rows: smoothing(height, kernel), columns: smoothing(width, kernel) };
  // Added up in float32, as onnxruntime does, the weights may exceed 1 by an ulp.
  return tones(resample(clip, maps), clipped);
}

function gaussian(size: number, sigma: number): number[] {
  const radius = (size - 1) / 2;
  const weight = (r: number) => (r === 0 ? 1 : sigma === 0 ? 0 : Math.exp(-0.5 * (r / sigma) ** 2));
  const weights = Array.from({ length: size }, (_, i) => weight(i - radius));
  const sum = weights.reduce((a, b) => a + b);
  return weights.map((w) => w / sum);
}

function smoothing(size: number, kernel: readonly number[]): AxisMap {
  const radius = (kernel.length - 1) / 2;
  const last = size - 1;
  const reflect = (i: number) => last - Math.abs(last - Math.abs(i));
  return axisMap(size, size, (i) => kernel.map((w, k) => [reflect(i + k - radius), w]));
}

function assertKernel(where: string, kernelSize: number): void {
  if (!(Number.isSafeInteger(kernelSize) && kernelSize >= 1 && kernelSize % 2 === 1)) {
    throw new RangeError(`${where}: 'kernelSize' must be odd and >= 1, got ${kernelSize}.`);
  }
}

/** Checks the kernel against the frame: a border reflected once reaches no further than the frame itself. */
function assertKernelFits(where: string, kernelSize: number, shape: readonly number[]): void {
  const most = 2 * Math.min(shape[1]!, shape[2]!) - 1;
  if (kernelSize > most) {
    throw new RangeError(
      `${where}: 'kernelSize' must be at most ${most} for a clip of [${shape[1]}, ${shape[2]}], got ${kernelSize}.`,
    );
  }
}

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

/** The kernel of a blur. */
export interface GaussianBlurOptions {
  /** Side of the kernel, odd, at most twice the clip's shorter side less 1. */
  readonly kernelSize: number;
  /** Standard deviation in pixels, >= 0; 0 leaves the clip as it is. */
  readonly sigma: number;
}

/** Probability and strength of the blur. */
export interface RandomGaussianBlurOptions {
  /** Side of the kernel, as in {@link GaussianBlurOptions}. */
  readonly kernelSize: number;
  /** Standard deviation in pixels, drawn uniformly. Default [0.1, 2]. */
  readonly sigma?: Interval;
  /** In [0, 1]. Default 1. */
  readonly probability?: number;
}

/**
 * Gaussian blur of every frame: weights `exp(-r^2 / (2 sigma^2))`, normalised over the kernel; the
 * border is reflected without repeating the edge pixel.
 *
 * @param clip float32 `[time, height, width, channels]` in [0, 1].
 * @throws TypeError or RangeError if `clip` is no clip, RangeError on the kernel or `sigma`.
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
 * {@link gaussianBlur} with a probability, one sigma for all frames.
 *
 * @throws RangeError on an option; when applied, if the kernel is too large for the clip.
 * @see Grill et al. 2020, appendix B: a kernel of a tenth of the side, 23 for 224 pixels, 9 for 96.
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

/** Reflected once, the border reaches no further than the frame itself. */
function assertKernelFits(where: string, kernelSize: number, shape: readonly number[]): void {
  const most = 2 * Math.min(shape[1]!, shape[2]!) - 1;
  if (kernelSize > most) {
    throw new RangeError(
      `${where}: 'kernelSize' must be at most ${most} for a clip of [${shape[1]}, ${shape[2]}], got ${kernelSize}.`,
    );
  }
}

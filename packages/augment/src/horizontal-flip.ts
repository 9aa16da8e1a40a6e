import { bernoulli } from '@ssvaerr/random';
import * as tf from '@tensorflow/tfjs-core';
import { augmentation } from './_augmentation.ts';
import { assertClip, assertWithin } from './_checks.ts';
import { resample, selection } from './_resample.ts';
import type { Augmentation } from './augmentation.ts';

/** Probability of a flip. */
export interface RandomHorizontalFlipOptions {
  /** In [0, 1]. Default 0.5. */
  readonly probability?: number;
}

/**
 * The mirror image of every frame, exact to the bit: `out[t, y, x, c] = in[t, y, width - 1 - x, c]`.
 *
 * @param clip float32 `[time, height, width, channels]`.
 * @throws TypeError or RangeError if `clip` is not such a clip.
 */
export function horizontalFlip(clip: tf.Tensor4D): tf.Tensor4D {
  assertClip('horizontalFlip', clip);
  return tf.tidy(() => mirrored(clip, true));
}

/**
 * {@link horizontalFlip} of the whole clip with a probability.
 *
 * @throws RangeError if `probability` is outside [0, 1].
 * @see SS-VAERR, section V-D.
 */
export function randomHorizontalFlip({
  probability = 0.5,
}: RandomHorizontalFlipOptions = {}): Augmentation {
  assertWithin('randomHorizontalFlip', 'probability', probability, [0, 1]);
  return augmentation('randomHorizontalFlip', (clip, seed) =>
    mirrored(clip, bernoulli(seed, probability)),
  );
}

function mirrored(clip: tf.Tensor4D, flip: boolean): tf.Tensor4D {
  const width = clip.shape[2];
  return resample(clip, { columns: selection(width, width, (x) => (flip ? width - 1 - x : x)) });
}

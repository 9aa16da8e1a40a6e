import { bernoulli, foldSeed, uniform } from '@ssvaerr/random';
import * as tf from '@tensorflow/tfjs-core';
import { augmentation } from './_augmentation.ts';
import { assertOneOf, assertWithin } from './_checks.ts';
import { adjustBrightness } from './adjust-brightness.ts';
import { adjustContrast } from './adjust-contrast.ts';
import { adjustHue } from './adjust-hue.ts';
import { adjustSaturation } from './adjust-saturation.ts';
import type { Augmentation } from './augmentation.ts';

/** Options of the color jitter. */
export interface RandomColorJitterOptions {
  /** Probability, in [0, 1]. Default 0.8. */
  readonly probability?: number;
  /** Half-width `b` of the interval drawn from, in [0, 1]. Default 0.4. */
  readonly brightness?: number;
  /** Whether to 'add' a number in [-b, b], as BYOL does, or to 'multiply' by one in [1 - b, 1 + b]. Default 'add'. */
  readonly brightnessBy?: 'add' | 'multiply';
  /** Half-width `c` of the factor in [1 - c, 1 + c], in [0, 1]. Default 0.4. */
  readonly contrast?: number;
  /** Half-width `s` of the factor in [1 - s, 1 + s], in [0, 1]. It has no effect on one channel. Default 0.2. */
  readonly saturation?: number;
  /** Largest shift in turns, in [0, 0.5]. It has no effect on one channel. Default 0.1. */
  readonly hue?: number;
}

/**
 * Changes brightness, contrast, saturation and hue at random, clipped to [0, 1] after each change. All frames share
 * one draw.
 *
 * The originals draw the order of all four changes. Here brightness and contrast come first, in either order with
 * equal probability, then saturation, then hue. For one channel, where the last two have no effect, this is
 * equivalent.
 *
 * @throws RangeError if an option is out of range.
 * @see Grill et al. 2020, appendix B, https://arxiv.org/abs/2006.07733
 * @example
 * ```ts
 * import { randomColorJitter } from '@ssvaerr/augment';
 * import * as tf from '@tensorflow/tfjs';
 *
 * const jitter = randomColorJitter({ probability: 1, contrast: 0 });
 * const clip = tf.fill([1, 1, 1, 1], 0.5) as tf.Tensor4D;
 * console.log(jitter(clip, 42).dataSync()[0]!.toFixed(3)); // 0.115
 * ```
 */
export function randomColorJitter({
  probability = 0.8,
  brightness = 0.4,
  brightnessBy = 'add',
  contrast = 0.4,
  saturation = 0.2,
  hue = 0.1,
}: RandomColorJitterOptions = {}): Augmentation {
  assertWithin('randomColorJitter', 'probability', probability, [0, 1]);
  for (const [name, strength] of Object.entries({ brightness, contrast, saturation })) {
    assertWithin('randomColorJitter', name, strength, [0, 1]);
  }
  assertWithin('randomColorJitter', 'hue', hue, [0, 0.5]);
  assertOneOf('randomColorJitter', 'brightnessBy', brightnessBy, ['add', 'multiply']);

  return augmentation('randomColorJitter', (clip, seed) => {
    const changes = bernoulli(foldSeed(seed, 'changes'), probability);
    const within = (name: string, strength: number) =>
      changes ? uniform(foldSeed(seed, name), { low: -strength, high: strength }) : 0;
    const change = within('brightness', brightness);
    const brighter = brightnessBy === 'add' ? { delta: change } : { factor: 1 + change };

    // Either order in one graph: brightness stands on both sides of contrast, and one of them is idle.
    const first = bernoulli(foldSeed(seed, 'order'), 0.5);
    const before = adjustBrightness(clip, first ? brighter : {});
    const contrasted = adjustContrast(before, { factor: 1 + within('contrast', contrast) });
    const toned = adjustBrightness(contrasted, first ? {} : brighter);
    if (clip.shape[3] === 1) return toned;

    const saturated = adjustSaturation(toned, { factor: 1 + within('saturation', saturation) });
    const turned = adjustHue(saturated, { delta: within('hue', hue) });
    // There and back through HSV rounds: a clip that is left alone takes the other branch, exactly.
    return tf.add(tf.mul(turned, Number(changes)), tf.mul(saturated, Number(!changes)));
  });
}

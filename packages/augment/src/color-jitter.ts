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
  /** In [0, 1]. Default 0.8. */
  readonly probability?: number;
  /** Half-width of the draw, in [0, 1]. Default 0.4. */
  readonly brightness?: number;
  /** 'add' a number in [-b, b], as BYOL does, or 'multiply' by one in [1 - b, 1 + b]. Default 'add'. */
  readonly brightnessBy?: 'add' | 'multiply';
  /** Factor in [1 - c, 1 + c], c in [0, 1]. Default 0.4. */
  readonly contrast?: number;
  /** Factor in [1 - s, 1 + s], s in [0, 1]; nothing happens to one channel. Default 0.2. */
  readonly saturation?: number;
  /** Turns in [-h, h], h in [0, 0.5]; nothing happens to one channel. Default 0.1. */
  readonly hue?: number;
}

/**
 * Brightness, contrast, saturation and hue, each clipped to [0, 1], with one draw for all frames. The
 * originals draw the order of all four; here brightness and contrast come first, in either order, each
 * equally likely, then saturation, then hue. On one channel, where the last two do nothing, that is
 * the same thing.
 *
 * @throws RangeError on an option.
 * @see Grill et al. 2020, appendix B.
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

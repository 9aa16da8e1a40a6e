import * as tf from '@tensorflow/tfjs-core';
import { assertClip, assertFinite } from './_checks.ts';

/** Options of {@link adjustHue}. */
export interface AdjustHueOptions {
  /** Shift in turns of the color circle, finite: 1/3 takes red to green and green to blue. */
  readonly delta: number;
}

/** Keeps the hue of gray finite: its numerator is 0. */
const leastChroma = 1e-12;

/**
 * Shifts the hue and keeps saturation and value (HSV). A clip of one channel stays unchanged.
 *
 * @param clip float32 `[time, height, width, channels]` in [0, 1].
 * @returns float32, the shape of `clip`.
 * @throws TypeError if `clip` is not a float32 tensor; RangeError if it has another shape,
 *   or if `delta` is not finite.
 * @example
 * ```ts
 * import { adjustHue } from '@ssvaerr/augment';
 * import * as tf from '@tensorflow/tfjs';
 *
 * const red = tf.tensor4d([1, 0, 0], [1, 1, 1, 3]);
 * const green = adjustHue(red, { delta: 1 / 3 });
 * console.log(Array.from(green.dataSync(), Math.round).join()); // 0,1,0
 * ```
 */
export function adjustHue(clip: tf.Tensor4D, { delta }: AdjustHueOptions): tf.Tensor4D {
  assertClip('adjustHue', clip);
  assertFinite('adjustHue', 'delta', delta);
  if (clip.shape[3] === 1) return tf.clone(clip);
  return tf.tidy(() => {
    const [red, green, blue] = tf.split(clip, 3, 3) as [tf.Tensor, tf.Tensor, tf.Tensor];
    const value = tf.max(clip, 3, true);
    const chroma = tf.sub(value, tf.min(clip, 3, true));
    const sixth = (x: tf.Tensor, y: tf.Tensor, from: number) =>
      tf.add(tf.div(tf.sub(x, y), tf.maximum(chroma, leastChroma)), from);
    const hue = tf.where(
      tf.equal(value, red),
      sixth(green, blue, 0),
      tf.where(tf.equal(value, green), sixth(blue, red, 2), sixth(red, green, 4)),
    );
    const turned = tf.add(hue, 6 * (delta - Math.floor(delta)));
    // The share of the chroma that a channel lacks is a trapezoid around the circle, shifted by a third per channel.
    const channel = (shift: number) => {
      const k = tf.mod(tf.add(turned, shift), 6);
      const lacks = tf.clipByValue(tf.minimum(k, tf.sub(4, k)), 0, 1);
      return tf.sub(value, tf.mul(chroma, lacks));
    };
    return tf.clipByValue(tf.concat([channel(5), channel(3), channel(1)], 3), 0, 1) as tf.Tensor4D;
  });
}

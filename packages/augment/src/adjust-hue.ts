import * as tf from '@tensorflow/tfjs-core';
import { assertClip, assertFinite } from './_checks.ts';

/** Options of {@link adjustHue}. */
export interface AdjustHueOptions {
  /** Turns around the color circle: 1/3 takes red to green, green to blue. Finite. */
  readonly delta: number;
}

/** Keeps the hue of gray finite: its numerator is 0. */
const leastChroma = 1e-12;

/**
 * Turns the hue, saturation and value (HSV) kept. A clip of one channel stays as it is.
 *
 * @param clip float32 `[time, height, width, channels]` in [0, 1].
 * @throws TypeError or RangeError if `clip` is no clip, RangeError if `delta` is not finite.
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
    // How much of the chroma a channel lacks: a trapezoid around the circle, shifted by a third each.
    const channel = (shift: number) => {
      const k = tf.mod(tf.add(turned, shift), 6);
      const lacks = tf.clipByValue(tf.minimum(k, tf.sub(4, k)), 0, 1);
      return tf.sub(value, tf.mul(chroma, lacks));
    };
    return tf.clipByValue(tf.concat([channel(5), channel(3), channel(1)], 3), 0, 1) as tf.Tensor4D;
  });
}

import { expectNoLeak } from '@ssvaerr/testing';
import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { centralSlice } from './central-slice.ts';

describe('centralSlice', () => {
  it('by hand: keeps the third of slices 1 to 5', () => {
    const weight = tf.tensor5d([1, 2, 3, 4, 5], [5, 1, 1, 1, 1]);
    expectNoLeak(() => centralSlice(weight));
    expect(centralSlice(weight)).toBeAllclose(tf.tensor5d([0, 0, 3, 0, 0], [5, 1, 1, 1, 1]));
    weight.dispose();
  });

  it('gives every frame of a clip the features it has alone', () => {
    tf.tidy(() => {
      const weight = centralSlice(tf.truncatedNormal([5, 3, 3, 1, 2], 0, 1, 'float32', 1));
      const clip = tf.truncatedNormal<tf.Rank.R5>([1, 6, 4, 4, 1], 0, 1, 'float32', 2);
      const whole = tf.conv3d(clip, weight, 1, 'same');
      for (let t = 0; t < 6; t++) {
        const frame = (x: tf.Tensor5D) =>
          tf.slice(x, [0, t, 0, 0, 0], [1, 1, -1, -1, -1]) as tf.Tensor5D;
        expect(tf.conv3d(frame(clip), weight, 1, 'same')).toBeAllclose(frame(whole));
      }
    });
  });

  it('refuses bad input', () => {
    const [even, flat] = [tf.zeros([4, 1, 1, 1, 1]), tf.zeros([5, 1, 1, 1])];
    expect(() => centralSlice(even as tf.Tensor5D)).toThrow(
      new RangeError("centralSlice: 'weight' must have an odd time, got 4."),
    );
    expect(() => centralSlice(flat as never)).toThrow(
      new RangeError(
        "centralSlice: 'weight' must have shape [time, height, width, in, out], got [5, 1, 1, 1].",
      ),
    );
    tf.dispose([even, flat]);
  });
});

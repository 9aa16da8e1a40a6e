import { expectNoLeak } from '@ssvaerr/testing';
import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { poolOverTime } from './pool-over-time.ts';

describe('poolOverTime', () => {
  it('by hand: the mean over the frames, clip by clip, feature by feature', () => {
    const features = tf.tensor3d([
      [
        [1, 10],
        [3, 20],
      ],
      [
        [5, 30],
        [5, 50],
      ],
    ]);
    expectNoLeak(() => poolOverTime(features));
    expect(poolOverTime(features)).toBeAllclose(tf.tensor2d([2, 15, 5, 40], [2, 2]));
    features.dispose();
  });

  it('refuses bad input', () => {
    const [flat, empty] = [tf.zeros([2, 3]), tf.zeros([2, 0, 3])];
    for (const [bad, shape] of [
      [flat, '2, 3'],
      [empty, '2, 0, 3'],
    ] as const) {
      expect(() => poolOverTime(bad as tf.Tensor3D)).toThrow(
        new RangeError(
          `poolOverTime: 'features' must have shape [batch, time, features], got [${shape}].`,
        ),
      );
    }
    tf.dispose([flat, empty]);
  });
});

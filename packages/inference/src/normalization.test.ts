import { expectNoLeak } from '@ssvaerr/testing';
import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { frameEpsilon, normalized } from './normalization.ts';

const frames = tf.randomUniform([2, 3, 8, 6, 1], 0.2, 0.8, 'float32', 1) as tf.Tensor5D;

describe('normalized by the training set', () => {
  it('is (x - mean) / std', () => {
    const y = normalized(tf.tensor1d([0.1, 0.4, 0.9]), { mean: 0.4, std: 0.1 });
    expect(y).toBeAllclose(tf.tensor1d([-3, 0, 5]), { atol: 1e-6 });
  });
});

describe("normalized by 'frame'", () => {
  it('is that of a frame of four pixels', () => {
    const y = normalized(tf.tensor([0.2, 0.2, 0.6, 0.6], [1, 2, 2, 1]), 'frame');
    const one = 0.2 / Math.sqrt(0.04 + frameEpsilon);
    expect(y).toBeAllclose(tf.tensor([-one, -one, one, one], [1, 2, 2, 1]), { atol: 1e-6 });
  });

  it('does not see how light a frame is, nor how strong its contrasts are', () => {
    const light = tf.tensor([0.9, 1.1, 0.5, 0.7, 1, 0.8], [2, 3, 1, 1, 1]);
    const other = tf.add(tf.mul(frames, light), tf.mul(light, 0.1)) as tf.Tensor5D;
    expect(normalized(other, 'frame')).toBeAllclose(normalized(frames, 'frame'), { atol: 1e-2 });
  });

  it('sees each frame by itself, in clips and in lists of frames', () => {
    const all = normalized(frames, 'frame');
    const frame = tf.slice(frames, [1, 2], [1, 1]) as tf.Tensor5D;
    const expected = tf.slice(all, [1, 2], [1, 1]);
    expect(normalized(frame, 'frame')).toBeAllclose(expected, { atol: 1e-6 });
    const list = tf.reshape(frames, [6, 8, 6, 1]);
    expect(normalized(list, 'frame')).toBeAllclose(tf.reshape(all, [6, 8, 6, 1]), { atol: 1e-6 });
  });

  it('leaves a black frame flat', () => {
    const y = normalized(tf.zeros([1, 4, 4, 1]), 'frame');
    expect(y).toBeAllclose(tf.zeros([1, 4, 4, 1]), { atol: 0 });
  });
});

it('leaks nothing', () => {
  for (const by of [{ mean: 0.4, std: 0.2 }, 'frame'] as const) {
    expectNoLeak(() => normalized(frames, by).dispose());
  }
});

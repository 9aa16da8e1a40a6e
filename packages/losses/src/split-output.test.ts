import { expectNoLeak } from '@ssvaerr/testing';
import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { splitOutput } from './index.ts';

describe('splitOutput', () => {
  it('reads logits and value of arousal, then of valence', () => {
    const ln3 = Math.log(3); // sigmoid 3/4, value 1/2
    const raw = tf.tensor3d([
      [
        [1, 2, ln3, 3, 4, -ln3],
        [5, 6, 0, 7, 8, 100],
      ],
    ]);
    const { arousal, valence } = splitOutput(raw);
    expect(arousal.logits).toBeAllclose(
      tf.tensor3d([
        [
          [1, 2],
          [5, 6],
        ],
      ]),
    );
    expect(arousal.value).toBeAllclose(tf.tensor2d([[0.5, 0]]));
    expect(valence.logits).toBeAllclose(
      tf.tensor3d([
        [
          [3, 4],
          [7, 8],
        ],
      ]),
    );
    expect(valence.value).toBeAllclose(tf.tensor2d([[-0.5, 1]]));
  });

  it("takes the paper's width", () => {
    const { arousal, valence } = splitOutput(tf.zeros([2, 3, 42]));
    expect([arousal.logits.shape, valence.logits.shape]).toEqual([
      [2, 3, 20],
      [2, 3, 20],
    ]);
    expect([arousal.value.shape, valence.value.shape]).toEqual([
      [2, 3],
      [2, 3],
    ]);
  });

  it('leaks nothing, and refuses bad input by name', () => {
    const raw = tf.zeros([1, 2, 6]) as tf.Tensor3D;
    expectNoLeak(() => splitOutput(raw));
    const call = splitOutput as (raw: unknown) => unknown;
    const cases: [unknown, string][] = [
      [[1], "'raw' must be a tensor of dtype float32, got object."],
      [tf.zeros([2, 42]), "'raw' must have shape [batch,time,2 * (classes + 1)], got [2,42]."],
      [
        tf.zeros([1, 2, 41]),
        "'raw' must have width 2 * (classes + 1) with 2 or more classes, got 41.",
      ],
      [
        tf.zeros([1, 2, 4]),
        "'raw' must have width 2 * (classes + 1) with 2 or more classes, got 4.",
      ],
      [tf.zeros([1, 0, 42]), "'raw' must hold at least one value, got [1,0,42]."],
    ];
    for (const [bad, message] of cases) {
      expect(() => call(bad)).toThrow(`splitOutput: ${message}`);
    }
  });
});

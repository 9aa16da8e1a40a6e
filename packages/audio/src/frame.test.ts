import { expectNoLeak } from '@ssvaerr/testing';
import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type FrameOptions, frame } from './index.ts';

describe('frame', () => {
  it('makes overlapping frames, whole ones only', () => {
    const samples = tf.tensor1d([0, 1, 2, 3, 4, 5, 6, 7]);
    expect(frame(samples, { length: 3, hop: 2 })).toBeAllclose(
      tf.tensor2d([
        [0, 1, 2],
        [2, 3, 4],
        [4, 5, 6],
      ]),
    );
  });

  it('has sample `r hop + j` at `[r, j]`, for each of a batch', () => {
    const size = fc.integer({ min: 1, max: 12 });
    fc.assert(
      fc.property(
        size,
        size,
        fc.nat(40),
        fc.integer({ min: 1, max: 3 }),
        (length, hop, more, batch) => {
          const count = length + more;
          const got = tf.tidy(() => {
            const samples = tf.range(0, batch * count).as2D(batch, count);
            return frame(samples, { length, hop }).arraySync();
          });
          const rows = Math.floor(more / hop) + 1;
          const expected = Array.from({ length: batch }, (_, b) =>
            Array.from({ length: rows }, (_, r) =>
              Array.from({ length }, (_, j) => b * count + r * hop + j),
            ),
          );
          expect(got).toEqual(expected);
        },
      ),
    );
  });

  it('leaks nothing, and refuses bad input by name', () => {
    const samples = tf.zeros([400]) as tf.Tensor1D;
    expectNoLeak(() => frame(samples, { length: 400, hop: 160 }));
    const call = frame as (samples: unknown, options: FrameOptions) => unknown;
    const options = { length: 400, hop: 160 };
    const cases: [unknown, FrameOptions, Error][] = [
      [[1], options, new TypeError("'samples' must be a tensor of dtype float32, got Array.")],
      [
        tf.zeros([400], 'int32'),
        options,
        new TypeError("'samples' must be a tensor of dtype float32, got int32 tensor."),
      ],
      [
        tf.zeros([1, 1, 400]),
        options,
        new RangeError("'samples' must have shape [samples] or [batch,samples], got [1,1,400]."),
      ],
      [
        tf.scalar(1),
        options,
        new RangeError("'samples' must have shape [samples] or [batch,samples], got []."),
      ],
      [
        tf.zeros([2, 399]),
        options,
        new RangeError("'samples' must hold at least 400 samples, got 399."),
      ],
      [samples, { length: 0, hop: 1 }, new RangeError("'length' must be an integer >= 1, got 0.")],
      [samples, { length: 4, hop: 0.5 }, new RangeError("'hop' must be an integer >= 1, got 0.5.")],
    ];
    for (const [bad, badOptions, error] of cases) {
      error.message = `frame: ${error.message}`;
      expect(() => call(bad, badOptions)).toThrow(error);
    }
  });
});

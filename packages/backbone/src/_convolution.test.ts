import { sixtyFourthsArray } from '@ssvaerr/testing';
import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { convolve, maxPool } from './_convolution.ts';
import { stemConvolution } from './_stem.ts';

beforeEach(() => tf.engine().startScope());
afterEach(() => tf.engine().endScope());

describe('convolve', () => {
  it('by hand: pads both sides, whatever the size and stride', () => {
    const ones = tf.ones<tf.Rank.R4>([3, 3, 1, 1]);
    // Row sums of 1 2 3 4 with one zero on either side: 3 6 9 7; stride 2 takes the first and third.
    const even = tf.tensor4d([1, 2, 3, 4], [1, 1, 4, 1]);
    expect(convolve(even, ones)).toBeAllclose([3, 6, 9, 7]);
    expect(convolve(even, ones, 2)).toBeAllclose([3, 9]);
    const odd = tf.tensor4d([1, 2, 3, 4, 5], [1, 1, 5, 1]);
    expect(convolve(odd, ones, 2)).toBeAllclose([3, 9, 9]);
  });

  it('by hand: a 1 x 1 kernel of stride 2 picks every other pixel', () => {
    const x = tf.tensor4d([1, 2, 3, 4, 5], [1, 1, 5, 1]);
    expect(convolve(x, tf.fill<tf.Rank.R4>([1, 1, 1, 1], 2), 2)).toBeAllclose([2, 6, 10]);
  });
});

describe('maxPool', () => {
  it('by hand: a border of negative values stays negative', () => {
    const x = tf.tensor4d([-4, -3, -2, -1], [1, 1, 4, 1]);
    expect(maxPool(x)).toBeAllclose([-3, -1]);
    const dx = tf.grad((x) => maxPool(x as tf.Tensor4D))(x, tf.tensor4d([1, 2], [1, 1, 2, 1]));
    expect(dx).toBeAllclose([0, 1, 0, 2]);
  });
});

describe('stemConvolution', () => {
  const clips = fc
    .record({
      batch: fc.integer({ min: 1, max: 2 }),
      time: fc.integer({ min: 1, max: 4 }),
      height: fc.integer({ min: 1, max: 6 }),
      width: fc.integer({ min: 1, max: 6 }),
    })
    .chain((sizes) =>
      fc.record({
        shape: fc.constant<[number, number, number, number, number]>([
          sizes.batch,
          sizes.time,
          sizes.height,
          sizes.width,
          1,
        ]),
        pixels: sixtyFourthsArray({
          length: sizes.batch * sizes.time * sizes.height * sizes.width,
        }),
      }),
    );
  const weight = () =>
    tf.tensor5d(
      Array.from({ length: 5 * 49 * 2 }, (_, i) => ((i * 29) % 61) / 64 - 0.5),
      [5, 7, 7, 1, 2],
    );

  it('is the 3-D convolution, in value and gradient', () => {
    fc.assert(
      fc.property(clips, ({ shape, pixels }) => {
        const [batch, time] = shape;
        const clip = tf.tensor5d(pixels, shape);
        const run = (f: (clip: tf.Tensor5D, weight: tf.Tensor5D) => tf.Tensor) =>
          tf.valueAndGrads((clip, weight) =>
            tf.sum(tf.square(f(clip as tf.Tensor5D, weight as tf.Tensor5D))),
          )([clip, weight()]);
        const pads: [number, number][] = [
          [0, 0],
          [2, 2],
          [3, 3],
          [3, 3],
          [0, 0],
        ];
        const conv3d = (clip: tf.Tensor5D, weight: tf.Tensor5D) =>
          tf.conv3d(tf.pad(clip, pads), weight, [1, 2, 2], 'valid');

        const expected = conv3d(clip, weight());
        const [height, width] = expected.shape.slice(2) as [number, number];
        expect(stemConvolution(clip, weight())).toBeAllclose(
          tf.reshape(expected, [batch * time, height, width, 2]),
          { atol: 1e-5 },
        );
        const [ours, theirs] = [run(stemConvolution), run(conv3d)];
        ours.grads.forEach((gradient, i) => {
          expect(gradient).toBeAllclose(theirs.grads[i]!, { atol: 1e-4, rtol: 1e-5 });
        });
      }),
      { numRuns: 20 },
    );
  });
});

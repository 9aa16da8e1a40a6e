import { expectNoLeak, sixtyFourthsArray } from '@ssvaerr/testing';
import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FeatureStatistics, standardize } from './index.ts';

describe('standardize', () => {
  it('of an example: each dimension its own; one without deviation is centered', () => {
    const features = tf.tensor3d([3, 10, 7, -1, 10, 8], [1, 2, 3]);
    const moments = { mean: [1, 10, 7], std: [2, 4, 0] };
    expect(standardize(features, moments)).toBeAllclose(
      tf.tensor3d([1, 0, 0, -1, 0, 1], [1, 2, 3]),
    );
  });

  it('gives the rows that the moments are of mean 0 and deviation 1, or 0', () => {
    fc.assert(
      fc.property(sixtyFourthsArray({ min: -30, max: 30 }), (values) => {
        const of = (rows: Float32Array) => {
          const statistics = new FeatureStatistics(1);
          statistics.update(rows);
          return statistics.result();
        };
        const before = of(Float32Array.from(values));
        const rows = tf.tidy(() =>
          standardize(tf.tensor2d(values, [values.length, 1]), before).dataSync(),
        );
        const after = of(rows as Float32Array);
        expect(after.mean).toBeAllclose([0], { atol: 1e-4 }); // 30 / std, in float32
        expect(after.std).toBeAllclose([before.std[0] === 0 ? 0 : 1], { atol: 1e-4 });
      }),
    );
  });

  it('leaks nothing, and refuses bad input by name', () => {
    const features = tf.zeros([2, 2]);
    expectNoLeak(() => standardize(features, { mean: [0, 1], std: [1, 0] }));
    const refused = (mean: number[], std: number[]) =>
      expect(() => standardize(features, { mean, std }));
    refused([0], [1, 1]).toThrow(new RangeError("standardize: 'mean' must hold 2 numbers, got 1."));
    refused([0, 0], [1, 1, 1]).toThrow(
      new RangeError("standardize: 'std' must hold 2 numbers, got 3."),
    );
    refused([0, Number.NaN], [1, 1]).toThrow(
      new RangeError("standardize: 'mean' must be finite, got NaN at 1."),
    );
    refused([0, -1], [1, -1]).toThrow(
      new RangeError("standardize: 'std' must be finite and >= 0, got -1 at 1."),
    );
    expect(() => standardize(tf.zeros([2, 2], 'int32'), { mean: [0, 0], std: [1, 1] })).toThrow(
      new TypeError("standardize: 'features' must be a tensor of dtype float32, got int32 tensor."),
    );
  });
});

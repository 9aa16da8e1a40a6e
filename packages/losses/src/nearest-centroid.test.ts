import { expectNoLeak, golden, sixtyFourths, sixtyFourthsArray } from '@ssvaerr/testing';
import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { binCenters, discretise, nearestCentroid } from './index.ts';

const classesOf = (values: number[], centroids: number[]) =>
  tf.tidy(() => [...nearestCentroid(tf.tensor1d(values), centroids).dataSync()]);

describe('nearestCentroid', () => {
  it('gives a tie to the lower index, and of equal centroids the first', () => {
    const y = tf.tensor2d([[-1, 0, 0.25, 0.75]]);
    const classes = nearestCentroid(y, [-0.5, 0.5, 0.5, 1]);
    expect([classes.shape, classes.dtype]).toEqual([[1, 4], 'int32']);
    expect([...classes.dataSync()]).toEqual([0, 0, 1, 1]);
  });

  it('is nearest, and no lower index is as near', () => {
    fc.assert(
      fc.property(sixtyFourths({ min: -2, max: 2 }), sixtyFourthsArray(), (y, centroids) => {
        const [found] = classesOf([y], centroids);
        const distances = centroids.map((c) => Math.abs(y - c));
        expect(found).toBe(distances.indexOf(Math.min(...distances)));
      }),
    );
  });

  it('finds each of distinct centroids, in whatever order they stand', () => {
    const distinct = fc.uniqueArray(sixtyFourths(), { minLength: 1 });
    fc.assert(
      fc.property(distinct, (centroids) => {
        expect(classesOf(centroids, centroids)).toEqual([...centroids.keys()]);
      }),
    );
  });

  it('agrees with the bins on uniform centers, off the borders', () => {
    const y = Array.from({ length: 400 }, (_, i) => -0.9975 + i / 200);
    const bins = tf.tidy(() => [...discretise(tf.tensor1d(y)).dataSync()]);
    expect(classesOf(y, binCenters())).toEqual(bins);
  });

  it('matches the labels of 01_ncce_kmeans', () => {
    const { tensor } = golden('01_ncce_kmeans');
    const classes = nearestCentroid(tensor('input.y').toTensor(), tensor('input.centroids').data);
    expect(classes).toBeAllclose(tensor('input.label'), { atol: 0 });
  });

  it('leaks nothing, and refuses bad input by name', () => {
    const y = tf.tensor1d([0.5]);
    expectNoLeak(() => nearestCentroid(y, [0, 1]));
    expect(() => nearestCentroid(y, [])).toThrow(
      "nearestCentroid: 'centroids' must hold at least one number, got 0.",
    );
    expect(() => nearestCentroid(y, [0, Number.NaN])).toThrow(
      "nearestCentroid: 'centroids' must be finite, got NaN at 1.",
    );
    expect(() => nearestCentroid(y, tf.tensor1d([1]) as unknown as number[])).toThrow(
      "nearestCentroid: 'centroids' must be an array, got float32 tensor.",
    );
    expect(() => nearestCentroid(tf.zeros([1], 'int32'), [1])).toThrow(
      "nearestCentroid: 'y' must be a tensor of dtype float32, got int32 tensor.",
    );
  });
});

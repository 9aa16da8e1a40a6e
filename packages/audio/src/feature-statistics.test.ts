import { sixtyFourthsArray } from '@ssvaerr/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FeatureStatistics } from './index.ts';

const statisticsOf = (width: number, chunks: readonly Float32Array[]) => {
  const statistics = new FeatureStatistics(width);
  for (const chunk of chunks) statistics.update(chunk);
  return statistics;
};

const anyFloats = (length: number) =>
  fc.float32Array({ minLength: length, maxLength: length, noNaN: true, noDefaultInfinity: true });

describe('FeatureStatistics', () => {
  it('of an example: by dimension, divided by n', () => {
    const statistics = statisticsOf(2, [
      new Float32Array([1, 10, 3, 10]),
      new Float32Array([5, 16]),
    ]);
    expect(statistics.count).toBe(3);
    const { mean, std } = statistics.result();
    expect(mean).toEqual([3, 12]);
    expect(std).toBeAllclose([Math.sqrt(8 / 3), Math.sqrt(8)], { atol: 1e-15, rtol: 1e-15 });
  });

  it('is the mean and the deviation of two passes', () => {
    fc.assert(
      fc.property(sixtyFourthsArray({ min: -30, max: 30 }), (values) => {
        const mean = values.reduce((a, b) => a + b) / values.length;
        const variance = values.reduce((a, b) => a + (b - mean) ** 2, 0) / values.length;
        const result = statisticsOf(1, [Float32Array.from(values)]).result();
        expect(result.mean[0]).toBeAllclose(mean, { atol: 1e-12, rtol: 1e-12 });
        expect(result.std[0]! ** 2).toBeAllclose(variance, { atol: 1e-12, rtol: 1e-12 });
      }),
    );
  });

  it('is the same to the last bit for any order, any division and any merging of the rows', () => {
    const rows = fc.array(anyFloats(2), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(rows, fc.nat(20), (all, cut) => {
        const flat = (some: Float32Array[]) => Float32Array.from(some.flatMap((row) => [...row]));
        const expected = statisticsOf(2, [flat(all)]).result();
        expect(statisticsOf(2, all).result()).toEqual(expected);
        expect(statisticsOf(2, [flat([...all].reverse())]).result()).toEqual(expected);
        const parts = [all.slice(cut), all.slice(0, cut)];
        const [first, second] = parts.map((part) => statisticsOf(2, [flat(part)]));
        first!.merge(second!);
        expect(first!.count).toBe(all.length);
        expect(first!.result()).toEqual(expected);
        expect(second!.count).toBe(parts[1]!.length);
      }),
    );
  });

  it('of a dimension that never changes is exactly without deviation', () => {
    fc.assert(
      fc.property(anyFloats(1), fc.integer({ min: 1, max: 60 }), ([value], count) => {
        const { mean, std } = statisticsOf(1, [new Float32Array(count).fill(value!)]).result();
        expect(mean[0]).toBeAllclose(value!, { atol: 0, rtol: 0 });
        expect(std).toEqual([0]);
      }),
    );
  });

  it('never has the root of a negative number', () => {
    const values = new Float32Array(99).fill(1);
    values[0] = 1 + 2 ** -23; // the variance, 1e-16, comes out as -1e-16
    expect(statisticsOf(1, [values]).result().std).toEqual([0]);
  });

  it('survives JSON, and merges with itself', () => {
    const statistics = statisticsOf(1, [new Float32Array([0.1, 0.7, 0.3])]);
    const result = statistics.result();
    expect(JSON.parse(JSON.stringify(result))).toEqual(result);
    statistics.merge(statistics);
    expect(statistics.count).toBe(6);
    expect(statistics.result().mean).toEqual(result.mean);
  });

  it('refuses bad input by name, and then has added nothing', () => {
    expect(() => new FeatureStatistics(0)).toThrow(
      new RangeError("FeatureStatistics: 'width' must be an integer >= 1, got 0."),
    );
    const statistics = new FeatureStatistics(2);
    expect(() => statistics.result()).toThrow(
      new RangeError("FeatureStatistics.result: 'count' must be > 0, got 0."),
    );
    expect(() => statistics.update(new Float32Array(3))).toThrow(
      new RangeError(
        "FeatureStatistics.update: 'features' must hold whole rows of 2, got 3 numbers.",
      ),
    );
    expect(() => statistics.update(new Float32Array([1, Number.NEGATIVE_INFINITY]))).toThrow(
      new RangeError("FeatureStatistics.update: 'features' must be finite, got -Infinity at 1."),
    );
    // @ts-expect-error sums are exact for float32 only
    expect(() => statistics.update(new Float64Array(2))).toThrow(
      new TypeError(
        "FeatureStatistics.update: 'features' must be a Float32Array, got Float64Array.",
      ),
    );
    expect(() => statistics.merge(new FeatureStatistics(3))).toThrow(
      new RangeError("FeatureStatistics.merge: 'other' must have width 2, got 3."),
    );
    expect(statistics.count).toBe(0);
    statistics.update(new Float32Array([1, 2]));
    expect(statistics.result()).toEqual({ mean: [1, 2], std: [0, 0] });
  });
});

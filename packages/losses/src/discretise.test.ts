import { expectNoLeak, golden, sixtyFourths } from '@ssvaerr/testing';
import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type BinOptions, binCenters, discretise, oneHotBins } from './index.ts';

const binsOf = (values: number[], options?: BinOptions) =>
  tf.tidy(() => [...discretise(tf.tensor1d(values), options).dataSync()]);

/** Bins on an interval of exact borders. */
const options = fc
  .record({ bins: fc.integer({ min: 2, max: 40 }), low: sixtyFourths(), width: fc.nat(200) })
  .map(({ bins, low, width }) => ({ bins, low, high: low + (width + 1) / 64 }));

describe('discretise', () => {
  it('puts -1, 0 and 1 into the bins 0, 10 and 19', () => {
    const y = tf.tensor2d([[-1, 0, 1]]);
    const classes = discretise(y);
    expect([classes.shape, classes.dtype]).toEqual([[1, 3], 'int32']);
    expect([...classes.dataSync()]).toEqual([0, 10, 19]);
  });

  it('gives a bin its lower border, as in decimal arithmetic, for labels rounded to a border', () => {
    const tenths = Array.from({ length: 21 }, (_, i) => (i - 10) / 10);
    expect(binsOf(tenths)).toEqual([...Array(20).keys(), 19]);
    const hundredths = Array.from({ length: 201 }, (_, i) => (i - 100) / 100);
    const expected = hundredths.map((_, i) => Math.min(19, Math.floor(i / 10)));
    expect(binsOf(hundredths)).toEqual(expected);
  });

  it('partitions the interval: each value is within half a bin of the center of its bin', () => {
    fc.assert(
      fc.property(options, fc.double({ min: 0, max: 1, noNaN: true }), ({ bins, low, high }, u) => {
        const y = Math.fround(low + u * (high - low));
        const [bin] = binsOf([y], { bins, low, high });
        const half = (high - low) / bins / 2;
        const distance = Math.abs(y - binCenters({ bins, low, high })[bin!]!);
        expect(distance).toBeLessThanOrEqual(half + 1e-6);
      }),
    );
  });

  it('and centers are inverse to each other', () => {
    fc.assert(
      fc.property(options, (o) => {
        expect(binsOf(binCenters(o), o)).toEqual([...Array(o.bins).keys()]);
      }),
    );
  });

  it('is monotone, and clips what lies outside', () => {
    fc.assert(
      fc.property(
        options,
        sixtyFourths({ min: -9, max: 9 }),
        sixtyFourths({ min: 0, max: 9 }),
        (o, y, up) => {
          const [lower, upper] = binsOf([y, y + up], o);
          expect(lower!).toBeLessThanOrEqual(upper!);
          expect(lower! >= 0 && upper! < o.bins).toBe(true);
          if (y < o.low) expect(lower).toBe(0);
          if (y >= o.high) expect(upper).toBe(o.bins - 1);
        },
      ),
    );
  });

  it('matches 01_bins: within what rounding allows at borders, exactly elsewhere', () => {
    const { tensor } = golden('01_bins');
    const bins = discretise(tensor('input.y').toTensor()).dataSync();
    const [min, max] = ['min', 'max'].map((end) => tensor(`output.bin_${end}_acceptable`).data);
    for (const [i, bin] of bins.entries()) {
      expect(bin).toBeGreaterThanOrEqual(min![i]!);
      expect(bin).toBeLessThanOrEqual(max![i]!);
    }
    const centres = tensor('output.centres');
    expect(binCenters()).toBeAllclose(centres, { atol: 1e-7 });
  });
});

describe('oneHotBins', () => {
  it('marks the bin', () => {
    const oneHot = oneHotBins(tf.tensor1d([-1, 0.2, 1]), { bins: 4 });
    expect([oneHot.shape, oneHot.dtype]).toEqual([[3, 4], 'float32']);
    expect(oneHot).toBeAllclose([1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1]);
  });

  it('has 20 classes by default', () => {
    expect(oneHotBins(tf.tensor1d([0])).shape).toEqual([1, 20]);
  });
});

describe('binCenters', () => {
  it('are the middles', () => {
    expect(binCenters({ bins: 4 })).toEqual([-0.75, -0.25, 0.25, 0.75]);
    expect(binCenters({ bins: 2, low: 0, high: 8 })).toEqual([2, 6]);
  });
});

describe('bins', () => {
  const y = tf.tensor1d([0.5]);
  const all: [string, (options: BinOptions) => unknown][] = [
    ['discretise', (o) => discretise(y, o)],
    ['oneHotBins', (o) => oneHotBins(y, o)],
    ['binCenters', (o) => binCenters(o)],
  ];

  it.each(all)('%s refuses bad bins by name', (name, call) => {
    const cases: [BinOptions, string][] = [
      [{ bins: 1 }, "'bins' must be an integer >= 2, got 1."],
      [{ bins: 2.5 }, "'bins' must be an integer >= 2, got 2.5."],
      [{ low: Number.NaN }, "'low' must be finite, got NaN."],
      [{ high: Number.POSITIVE_INFINITY }, "'high' must be finite, got Infinity."],
      [{ low: 1 }, "'low' must be < 'high', got low 1, high 1."],
    ];
    for (const [options, message] of cases) {
      expect(() => call(options)).toThrow(`${name}: ${message}`);
    }
  });

  it('leak nothing, and want float32', () => {
    expectNoLeak(() => discretise(y));
    expectNoLeak(() => oneHotBins(y));
    const classes = tf.tensor1d([1], 'int32');
    expect(() => discretise(classes)).toThrow(
      "discretise: 'y' must be a tensor of dtype float32, got int32 tensor.",
    );
    expect(() => oneHotBins(classes)).toThrow(
      "oneHotBins: 'y' must be a tensor of dtype float32, got int32 tensor.",
    );
  });
});

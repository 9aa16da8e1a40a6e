import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  bernoulli,
  foldSeed,
  normal,
  normals,
  permutation,
  uniform,
  uniformInteger,
  uniforms,
} from './index.ts';

const seeds = fc.maxSafeInteger();
const many = Array.from({ length: 20_000 }, (_, i) => foldSeed(2026, 'draw', i));
const mean = (values: ArrayLike<number>) =>
  Array.from(values).reduce((sum, value) => sum + value, 0) / values.length;

/** Chi-square of counts against equal expectation, in standard deviations from its mean. */
function excess(counts: number[], total: number): number {
  const expected = total / counts.length;
  const chi2 = counts.reduce((sum, n) => sum + (n - expected) ** 2 / expected, 0);
  const freedom = counts.length - 1;
  return (chi2 - freedom) / Math.sqrt(2 * freedom);
}

function histogram(values: ArrayLike<number>, bins: number): number[] {
  const counts = new Array(bins).fill(0);
  for (const value of Array.from(values)) counts[Math.floor(value * bins)]++;
  return counts;
}

describe('every draw', () => {
  it('is the same for the same seed and another for another', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        expect(uniform(seed)).toBe(uniform(seed));
        expect(uniform(seed)).not.toBe(uniform(foldSeed(seed, 'other')));
        expect(normals(seed, 5)).toEqual(normals(seed, 5));
        expect(normals(seed, 5)).not.toEqual(normals(foldSeed(seed, 'other'), 5));
      }),
    );
  });

  it('of many is a prefix of more: the count does not change the stream', () => {
    fc.assert(
      fc.property(seeds, fc.nat(50), fc.nat(50), (seed, n, extra) => {
        expect(uniforms(seed, n + extra).slice(0, n)).toEqual(uniforms(seed, n));
        expect(normals(seed, n + extra).slice(0, n)).toEqual(normals(seed, n));
      }),
    );
  });

  it('of one is the first of many', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        expect(uniforms(seed, 1)[0]).toBe(Math.fround(uniform(seed)));
        expect(normals(seed, 1)[0]).toBe(Math.fround(normal(seed)));
      }),
    );
  });

  it('is pinned: a change is a new major version', () => {
    expect({
      uniform: uniform(1),
      uniformInteger: uniformInteger(1, 0, 100),
      normal: normal(1),
      bernoulli: [1, 2, 3, 4].map((seed) => bernoulli(seed, 0.5)),
      permutation: [...permutation(1, 8)],
      uniforms: [...uniforms(0, 3)],
      normals: [...normals(0, 3)],
    }).toMatchInlineSnapshot(`
      {
        "bernoulli": [
          false,
          false,
          true,
          true,
        ],
        "normal": 0.8206605046531846,
        "normals": [
          -0.3329075574874878,
          -0.04230118542909622,
          1.2217010259628296,
        ],
        "permutation": [
          2,
          3,
          4,
          0,
          1,
          5,
          7,
          6,
        ],
        "uniform": 0.957064035806848,
        "uniformInteger": 50,
        "uniforms": [
          0.017758270725607872,
          0.43872353434562683,
          0.28742849826812744,
        ],
      }
    `);
  });

  it('refuses a bad seed by name', () => {
    const draws = { uniform, normal, uniforms, normals, permutation, bernoulli, uniformInteger };
    for (const [name, draw] of Object.entries(draws)) {
      const call = () => (draw as (...args: number[]) => unknown)(0.5, 1, 2);
      expect(call).toThrow(`${name}: 'seed' must be a safe integer, got 0.5.`);
    }
  });
});

describe('uniform', () => {
  it('stays in [low, high)', () => {
    fc.assert(
      fc.property(seeds, fc.integer(), fc.nat(), (seed, low, width) => {
        const value = uniform(seed, { low, high: low + width + 1 });
        expect(value >= low && value < low + width + 1).toBe(true);
      }),
    );
  });

  it('is the same interval for one and for many', () => {
    const interval = { low: -3, high: 9 };
    expect(uniforms(5, 1, interval)[0]).toBe(Math.fround(uniform(5, interval)));
  });

  it('is flat, along one stream and across folded seeds', () => {
    expect(Math.abs(excess(histogram(uniforms(7, 100_000), 64), 100_000))).toBeLessThan(5);
    const across = many.map((seed) => uniform(seed));
    expect(Math.abs(excess(histogram(across, 64), across.length))).toBeLessThan(5);
  });

  it('has independent neighbors', () => {
    const values = uniforms(11, 50_000);
    const product = Array.from(values.subarray(1), (v, i) => (v - 0.5) * (values[i]! - 0.5));
    expect(Math.abs(mean(product) * 12 * Math.sqrt(product.length))).toBeLessThan(5);
  });

  it('refuses impossible intervals and counts', () => {
    expect(() => uniform(1, { low: 2, high: 1 })).toThrow("uniform: 'low' must be <= 'high'");
    expect(() => uniforms(1, 3, { high: Number.NaN })).toThrow("uniforms: 'high' must be finite");
    expect(() => uniforms(1, -1)).toThrow("uniforms: 'count' must be an integer >= 0, got -1.");
    expect(() => uniforms(1, 1.5)).toThrow("uniforms: 'count'");
  });
});

describe('uniformInteger', () => {
  it('has no modulo bias: the thirds of a range of 3 * 2^30 are equally likely', () => {
    const counts = [0, 0, 0];
    for (const seed of many) counts[Math.floor(uniformInteger(seed, 0, 3 * 2 ** 30) / 2 ** 30)]!++;
    expect(Math.abs(excess(counts, many.length))).toBeLessThan(5);
  });

  it('hits every value of a small range equally often', () => {
    const counts = new Array(7).fill(0);
    for (const seed of many) counts[uniformInteger(seed, -3, 4) + 3]++;
    expect(Math.abs(excess(counts, many.length))).toBeLessThan(5);
  });

  it('stays in [low, high)', () => {
    fc.assert(
      fc.property(seeds, fc.integer(), fc.nat(), (seed, low, width) => {
        const value = uniformInteger(seed, low, low + width + 1);
        expect(Number.isInteger(value) && value >= low && value <= low + width).toBe(true);
      }),
    );
  });

  it('refuses an empty interval', () => {
    expect(() => uniformInteger(1, 3, 3)).toThrow(
      "uniformInteger: 'high' must be in (low, low + 2^32]",
    );
    expect(() => uniformInteger(1, 0, 2 ** 32 + 1)).toThrow('uniformInteger');
    expect(() => uniformInteger(1, 0.5, 3)).toThrow("uniformInteger: 'low' must be a safe integer");
  });
});

describe('normal', () => {
  it('has the moments of a normal distribution', () => {
    const values = normals(3, 200_000);
    const moment = (power: number) => mean(Array.from(values, (v) => v ** power));
    // Standard errors: 1, sqrt(2), sqrt(15), sqrt(96), each over sqrt(n); five of them.
    const bound = (variance: number) => 5 * Math.sqrt(variance / values.length);
    expect(Math.abs(moment(1))).toBeLessThan(bound(1));
    expect(Math.abs(moment(2) - 1)).toBeLessThan(bound(2));
    expect(Math.abs(moment(3))).toBeLessThan(bound(15));
    expect(Math.abs(moment(4) - 3)).toBeLessThan(bound(96));
  });

  it('is the same along a stream and across folded seeds', () => {
    const across = many.map((seed) => normal(seed));
    expect(Math.abs(mean(across)) * Math.sqrt(across.length)).toBeLessThan(5);
    expect(mean(across.map((v) => v * v))).toBeCloseTo(1, 1);
  });

  it('shifts and scales', () => {
    fc.assert(
      fc.property(seeds, fc.integer({ min: -9, max: 9 }), fc.nat(9), (seed, mean, std) => {
        const value = mean + std * normal(seed);
        expect(normal(seed, { mean, std })).toBe(value);
        expect(normals(seed, 1, { mean, std })[0]).toBe(Math.fround(value));
      }),
    );
  });

  it('refuses bad moments', () => {
    expect(() => normal(1, { std: -1 })).toThrow("normal: 'std' must be >= 0, got -1.");
    expect(() => normals(1, 2, { mean: Number.NaN })).toThrow("normals: 'mean' must be finite");
  });
});

describe('bernoulli', () => {
  it('never happens at 0, always at 1, half the time at 1/2', () => {
    fc.assert(fc.property(seeds, (seed) => !bernoulli(seed, 0) && bernoulli(seed, 1)));
    const rate = mean(many.map((seed) => Number(bernoulli(seed, 0.5))));
    expect(Math.abs(rate - 0.5) * 2 * Math.sqrt(many.length)).toBeLessThan(5);
  });

  it('is monotone in the probability', () => {
    fc.assert(
      fc.property(seeds, fc.double({ min: 0, max: 1, noNaN: true }), (seed, p) => {
        if (bernoulli(seed, p)) expect(bernoulli(seed, Math.min(1, p + 0.1))).toBe(true);
      }),
    );
  });

  it('refuses what is not a probability', () => {
    for (const p of [-0.1, 1.1, Number.NaN]) {
      expect(() => bernoulli(1, p)).toThrow(
        `bernoulli: 'probability' must be in [0, 1], got ${p}.`,
      );
    }
  });
});

describe('permutation', () => {
  it('holds each index once', () => {
    fc.assert(
      fc.property(seeds, fc.nat(200), (seed, n) => {
        expect([...permutation(seed, n)].sort((a, b) => a - b)).toEqual([...Array(n).keys()]);
      }),
    );
  });

  it('makes all 24 orders of 4 equally likely', () => {
    const counts = new Map<string, number>();
    for (const seed of many) {
      const order = permutation(seed, 4).join('');
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    expect(counts.size).toBe(24);
    expect(Math.abs(excess([...counts.values()], many.length))).toBeLessThan(5);
  });

  it('refuses a bad count', () => {
    expect(() => permutation(1, -2)).toThrow(
      "permutation: 'count' must be an integer >= 0, got -2.",
    );
    expect(() => permutation(1, 2 ** 31)).toThrow("permutation: 'count' must be < 2^31");
  });
});

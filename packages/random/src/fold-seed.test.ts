import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { foldSeed } from './fold-seed.ts';

const seeds = fc.maxSafeInteger();
const part = fc.oneof(fc.maxSafeInteger(), fc.string({ unit: 'binary' }), fc.nat(20));

describe('foldSeed', () => {
  it('gives an integer in [1, 2^53 - 1]: never 0, which TF.js takes for "no seed"', () => {
    fc.assert(
      fc.property(seeds, part, (seed, name) => {
        const folded = foldSeed(seed, name);
        expect(Number.isSafeInteger(folded) && folded >= 1).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  it('is associative along the path', () => {
    fc.assert(
      fc.property(seeds, part, fc.array(part), fc.array(part), (seed, first, middle, rest) => {
        const stepwise = foldSeed(foldSeed(seed, first, ...middle), 'end', ...rest);
        expect(foldSeed(seed, first, ...middle, 'end', ...rest)).toBe(stepwise);
      }),
    );
  });

  it('tells apart what is not equal: types, order, and where one name ends', () => {
    const all = [
      foldSeed(1, 'a', 'b'),
      foldSeed(1, 'b', 'a'),
      foldSeed(1, 'ab'),
      foldSeed(1, 'a'),
      foldSeed(1, 'a', ''),
      foldSeed(1, ''),
      foldSeed(1, 0),
      foldSeed(1, '0'),
      foldSeed(1, 1),
      foldSeed(1, -1),
      foldSeed(-1, 1),
      foldSeed(0, 1),
      foldSeed(1, 2 ** 32),
      foldSeed(1, 2 ** 32 + 1),
      foldSeed(2 ** 32 + 1, 1),
    ];
    expect(new Set(all).size).toBe(all.length);
  });

  it('has no collision among 300,000 neighboring purposes', () => {
    const seen = new Set<number>();
    for (let seed = 0; seed < 3; seed++) {
      for (let epoch = 0; epoch < 100; epoch++) {
        for (let clip = 0; clip < 1000; clip++) seen.add(foldSeed(seed, 'augment', epoch, clip));
      }
    }
    expect(seen.size).toBe(300_000);
  });

  it('avalanches: flipping any one bit of the seed flips each of the 53 output bits half the time', () => {
    const bits = (value: number) =>
      Array.from({ length: 53 }, (_, bit) => Math.floor(value / 2 ** bit) % 2);
    const trials = 500;
    for (let flipped = 0; flipped < 52; flipped += 3) {
      const changes = new Array(53).fill(0);
      for (let seed = 0; seed < trials; seed++) {
        const base = seed * 7919;
        const other =
          Math.floor(base / 2 ** flipped) % 2 ? base - 2 ** flipped : base + 2 ** flipped;
        const [x, y] = [bits(foldSeed(base, 'x')), bits(foldSeed(other, 'x'))];
        for (let bit = 0; bit < 53; bit++) changes[bit] += x[bit] === y[bit] ? 0 : 1;
      }
      // Binomial(500, 1/2): six standard deviations are 67.
      for (const count of changes) expect(Math.abs(count - trials / 2)).toBeLessThan(67);
    }
  });

  it('is pinned: a change is a new major version', () => {
    const pinned = [
      foldSeed(0, 'augment'),
      foldSeed(1, 'augment'),
      foldSeed(1, 'augment', 0),
      foldSeed(1, 'augment', 0, 17, 'view', 1),
      foldSeed(Number.MAX_SAFE_INTEGER, -5),
    ];
    expect(pinned).toMatchInlineSnapshot(`
      [
        4906743115581629,
        2121951580168134,
        2836076769013036,
        3689653301013061,
        686067750886793,
      ]
    `);
  });

  it('refuses what is not a seed or a path', () => {
    for (const seed of [Number.NaN, 0.5, Number.POSITIVE_INFINITY, 2 ** 53]) {
      expect(() => foldSeed(seed, 'a')).toThrow("foldSeed: 'seed' must be a safe integer, got");
      expect(() => foldSeed(1, seed)).toThrow(
        "foldSeed: 'path' must hold strings and safe integers, got",
      );
    }
    // @ts-expect-error an empty path would return the seed itself, possibly 0
    expect(() => foldSeed(1)).toThrow(TypeError);
  });
});

import { golden, sixtyFourthsArray } from '@ssvaerr/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { kMeans } from './index.ts';

/** Lloyd with distance loops: what the runs of `kMeans` must amount to. */
function slowKMeans(labels: readonly number[], k: number) {
  const sorted = [...labels].sort((a, b) => a - b);
  let centroids = Array.from({ length: k }, (_, l) => {
    const position = (sorted.length - 1) * ((l + 0.5) / k);
    const below = Math.floor(position);
    const low = sorted[below]!;
    return low + ((sorted[below + 1] ?? low) - low) * (position - below);
  });
  const assign = () =>
    labels.map((v) => {
      const distances = centroids.map((c) => Math.abs(v - c));
      return distances.indexOf(Math.min(...distances));
    });
  let assignments = assign();
  for (let iterations = 1; ; iterations++) {
    centroids = centroids
      .map((old, l) => {
        const members = labels.filter((_, i) => assignments[i] === l);
        return members.length ? members.reduce((a, b) => a + b) / members.length : old;
      })
      .sort((a, b) => a - b);
    const next = assign();
    if (next.every((l, i) => l === assignments[i])) return { centroids, assignments, iterations };
    assignments = next;
  }
}

const cases = ['uniform', 'concentrated', 'duplicates', 'few', 'other_k'];

describe('kMeans', () => {
  it('finds two groups, by hand', () => {
    // Starts at the quartiles 0.5 and 7.5 of (0, 1, 7, 9), which split the groups already.
    const { centroids, assignments, counts, inertia, iterations } = kMeans([9, 0, 7, 1], { k: 2 });
    expect([...centroids]).toEqual([0.5, 8]);
    expect([...assignments]).toEqual([1, 0, 1, 0]);
    expect([...counts]).toEqual([2, 2]);
    expect([inertia, iterations]).toEqual([2.5, 1]);
  });

  it.each(cases)('matches 02_kmeans_%s', (name) => {
    const { tensor, options, tables } = golden(`02_kmeans_${name}`);
    const result = kMeans(tensor('input.labels').data, { k: 20, ...options });
    // Both sides are float64; only the order of summation differs.
    const expected = tables.centroids_float64 as unknown as number[];
    expect(result.centroids).toBeAllclose(expected, { atol: 1e-12, rtol: 0 });
    expect(result.iterations).toBe(tables.iterations_until_assignments_repeat);
    expect(result.assignments).toBeAllclose(tensor('output.assignments').data, { atol: 0 });
    expect(result.counts).toBeAllclose(tensor('output.counts').data, { atol: 0 });
    const { data, atol } = tensor('output.inertia');
    expect(result.inertia).toBeAllclose(data, { atol, rtol: 0 });
  });

  it('is Lloyd: the same as with distance loops, repeated and few labels included', () => {
    const coarse = fc.array(
      fc.integer({ min: -8, max: 8 }).map((n) => n / 8),
      { minLength: 1, maxLength: 60 },
    );
    fc.assert(
      fc.property(
        fc.oneof(coarse, sixtyFourthsArray()),
        fc.integer({ min: 1, max: 9 }),
        (labels, k) => {
          const [fast, slow] = [kMeans(labels, { k }), slowKMeans(labels, k)];
          expect(fast.centroids).toBeAllclose(slow.centroids, { atol: 1e-12 });
          expect([...fast.assignments]).toEqual(slow.assignments);
          expect(fast.iterations).toBe(slow.iterations);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('ends where every label is with its nearest centroid, and every centroid amid its labels', () => {
    fc.assert(
      fc.property(sixtyFourthsArray(), fc.integer({ min: 1, max: 25 }), (labels, k) => {
        const { centroids, assignments, counts, inertia } = kMeans(labels, { k });
        const ascending = [...centroids].sort((a, b) => a - b);
        expect([...centroids]).toEqual(ascending);
        let [sum, total] = [0, 0];
        for (const [i, label] of labels.entries()) {
          const distances = [...centroids].map((c) => Math.abs(label - c));
          const nearest = Math.min(...distances);
          expect(distances[assignments[i]!]).toBeCloseTo(nearest, 12);
          sum += nearest ** 2;
        }
        for (const [l, count] of counts.entries()) {
          const members = labels.filter((_, i) => assignments[i] === l);
          expect(members.length).toBe(count);
          total += count;
          if (count) expect(members.reduce((a, b) => a + b) / count).toBeCloseTo(centroids[l]!, 12);
        }
        expect(total).toBe(labels.length);
        expect(inertia).toBeCloseTo(sum, 12);
      }),
    );
  });

  it('follows its labels exactly: their order and a power of two do not matter', () => {
    const factor = fc.constantFrom(-3, 1, 5).map((exponent) => 2 ** exponent);
    fc.assert(
      fc.property(sixtyFourthsArray(), factor, (labels, scale) => {
        const plain = kMeans(labels, { k: 4 });
        const mapped = kMeans(labels.map((v) => scale * v).reverse(), { k: 4 });
        expect([...mapped.centroids]).toEqual([...plain.centroids.map((c) => scale * c)]);
        expect([...mapped.assignments].reverse()).toEqual([...plain.assignments]);
      }),
    );
  });

  it('stays ascending when equal centroids part', () => {
    // Starts at (0, 0, 0, 0.0625); then the first of three equal centroids takes the 0.125 too, moves
    // past the other two, and is no longer the first.
    const { centroids, counts } = kMeans([...Array(10).fill(0), 0.125, 1], { k: 4 });
    expect([...centroids]).toEqual([0, 0, 0.125, 1]);
    expect([...counts]).toEqual([10, 0, 1, 1]);
  });

  it('leaves its labels alone, and splits half a million even ones evenly', () => {
    const golden = (Math.sqrt(5) - 1) / 2;
    const labels = Float64Array.from({ length: 500_000 }, (_, i) => (i * golden) % 1);
    const copy = labels.slice();
    const { centroids } = kMeans(labels);
    expect(labels.every((v, i) => v === copy[i])).toBe(true);
    expect(centroids).toBeAllclose(
      Array.from({ length: 20 }, (_, l) => (l + 0.5) / 20),
      { atol: 1e-4 },
    );
  });

  it('refuses bad input by name and index', () => {
    const cases: [unknown, { k: number }, string][] = [
      [[], { k: 2 }, "'labels' must hold at least one number, got 0."],
      [[1, Number.NaN], { k: 2 }, "'labels' must be finite, got NaN at 1."],
      [3, { k: 2 }, "'labels' must be an array, got number."],
      [[1], { k: 0 }, "'k' must be an integer >= 1, got 0."],
      [[1], { k: 1.5 }, "'k' must be an integer >= 1, got 1.5."],
    ];
    for (const [labels, options, message] of cases) {
      expect(() => kMeans(labels as number[], options)).toThrow(`kMeans: ${message}`);
    }
  });
});

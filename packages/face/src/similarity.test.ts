import { sixtyFourths } from '@ssvaerr/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applySimilarity, invertSimilarity, similarityTransform } from './index.ts';

const coordinate = sixtyFourths({ min: -100, max: 100 });
const pointSet = fc
  .array(fc.tuple(coordinate, coordinate), { minLength: 2, maxLength: 12 })
  .filter((points) => points.some(([x, y]) => Math.hypot(x - points[0]![0], y - points[0]![1]) > 1))
  .map((points) => points.flat());
const similarity = fc
  .tuple(
    sixtyFourths({ min: 0.25, max: 4 }),
    sixtyFourths({ min: -3, max: 3 }),
    coordinate,
    coordinate,
  )
  .map(([scale, angle, tx, ty]) => ({
    a: scale * Math.cos(angle),
    b: scale * Math.sin(angle),
    tx,
    ty,
  }));

const residual = (s: ReturnType<typeof similarityTransform>, from: number[], to: number[]) =>
  from.reduce((sum, _, i) => {
    if (i % 2 === 1) return sum;
    const [x, y] = [from[i]!, from[i + 1]!];
    const [u, v] = [s.a * x - s.b * y + s.tx - to[i]!, s.b * x + s.a * y + s.ty - to[i + 1]!];
    return sum + u * u + v * v;
  }, 0);

describe('similarityTransform', () => {
  it('maps a square to one turned by 90 degrees clockwise, doubled and shifted: an example', () => {
    // x right, y down: (1, 0) goes to (0, 1), doubled (0, 2), shifted by (10, 20).
    const from = [0, 0, 1, 0, 1, 1, 0, 1];
    const to = [10, 20, 10, 22, 8, 22, 8, 20];
    const { a, b, tx, ty } = similarityTransform(from, to);
    expect([a, b, tx, ty]).toEqual([0, 2, 10, 20]);
  });

  it('minimizes squared distances between points that do not fit: worked by hand', () => {
    // From (-1, 0), (1, 0), (0, 1), (0, -1) to the same with (0, 1) at (0, 3).
    // Means (0, 0) and (0, 0.5); a = (1 + 1 + 2.5 + 1.5) / 4 = 1.5, b = 0; t = (0, 0.5).
    const s = similarityTransform([-1, 0, 1, 0, 0, 1, 0, -1], [-1, 0, 1, 0, 0, 3, 0, -1]);
    expect(s).toEqual({ a: 1.5, b: 0, tx: 0, ty: 0.5 });
  });

  it('recovers any similarity', () => {
    fc.assert(
      fc.property(pointSet, similarity, (from, s) => {
        const to = [...from];
        for (let i = 0; i < from.length; i += 2) {
          to[i] = s.a * from[i]! - s.b * from[i + 1]! + s.tx;
          to[i + 1] = s.b * from[i]! + s.a * from[i + 1]! + s.ty;
        }
        const found = similarityTransform(from, to);
        for (const key of ['a', 'b', 'tx', 'ty'] as const)
          expect(found[key]).toBeCloseTo(s[key], 6);
      }),
    );
  });

  it('has the smallest residual: any step away from it is worse', () => {
    const key = fc.constantFrom('a', 'b', 'tx', 'ty');
    fc.assert(
      fc.property(pointSet, pointSet, key, fc.boolean(), (from, other, name, up) => {
        const to = from.map((_, i) => other[i % other.length]!);
        const s = similarityTransform(from, to);
        const moved = { ...s, [name]: s[name] + (up ? 1e-3 : -1e-3) };
        expect(residual(moved, from, to)).toBeGreaterThan(residual(s, from, to));
      }),
    );
  });

  it('is equivariant: moving the target moves the result', () => {
    fc.assert(
      fc.property(pointSet, similarity, (from, s) => {
        const to = from.map((value, i) => value + (i % 3));
        const direct = similarityTransform(from, to);
        const moved = similarityTransform(from, [...applySimilarity(s, to)]);
        const expected = applySimilarity(s, applySimilarity(direct, from));
        const actual = applySimilarity(moved, from);
        for (const [i, value] of expected.entries()) expect(actual[i]).toBeCloseTo(value, 2);
      }),
    );
  });

  it('never mirrors: a mirrored face does not fit', () => {
    const from = [0, 0, 2, 0, 0, 1];
    const mirrored = [0, 0, -2, 0, 0, 1];
    expect(residual(similarityTransform(from, mirrored), from, mirrored)).toBeGreaterThan(0.5);
  });

  it('refuses bad input', () => {
    expect(() => similarityTransform([0, 0], [1, 1])).toThrow(
      "similarityTransform: 'from' must hold at least 2 points, got 1.",
    );
    expect(() => similarityTransform([0, 0, 1, 1], [1, 1])).toThrow(
      "similarityTransform: 'to' must hold 2 points like 'from', got 1.",
    );
    expect(() => similarityTransform([0, 0, 1], [1, 1, 1])).toThrow(
      "similarityTransform: 'from' must hold pairs of x and y, got 3 numbers.",
    );
    expect(() => similarityTransform([0, 0, 1, Number.NaN], [1, 1, 1, 1])).toThrow(
      "similarityTransform: 'from' must be finite, got NaN at 3.",
    );
    expect(() => similarityTransform([3, 4, 3, 4], [1, 1, 2, 2])).toThrow(
      "similarityTransform: 'from' must hold two different points, got one.",
    );
  });
});

describe('invertSimilarity', () => {
  it('undoes applySimilarity', () => {
    fc.assert(
      fc.property(pointSet, similarity, (points, s) => {
        const back = applySimilarity(invertSimilarity(s), applySimilarity(s, points));
        for (const [i, value] of points.entries()) expect(back[i]).toBeCloseTo(value, 2);
      }),
    );
  });

  it('refuses a similarity of scale 0', () => {
    expect(() => invertSimilarity({ a: 0, b: 0, tx: 1, ty: 1 })).toThrow(
      "invertSimilarity: 'similarity' must have a scale > 0, got 0.",
    );
  });
});

it('applySimilarity turns, then shifts: an example', () => {
  expect([...applySimilarity({ a: 0, b: 2, tx: 10, ty: 20 }, [1, 0, 0, 1])]).toEqual([
    10, 22, 8, 20,
  ]);
  expect(() => applySimilarity({ a: 1, b: 0, tx: 0, ty: 0 }, [1])).toThrow(
    "applySimilarity: 'points' must hold pairs of x and y, got 1 numbers.",
  );
});

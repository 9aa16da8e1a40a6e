import { sixtyFourths } from '@ssvaerr/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { choleskySolve } from './_cholesky.ts';

describe('choleskySolve', () => {
  it('by hand', () => {
    const x = Float64Array.of(10, 8);
    expect(choleskySolve(Float64Array.of(4, Number.NaN, 2, 3), [x], 2)).toBe(true);
    expect(x).toBeAllclose([1.75, 1.5]); // 4 * 1.75 + 2 * 1.5 = 10, 2 * 1.75 + 3 * 1.5 = 8
    expect(choleskySolve(Float64Array.of(1, 0, 2, 1), [x], 2)).toBe(false);
  });

  it('solves M M^T + 1, for several right sides', () => {
    fc.assert(
      fc.property(
        fc.array(sixtyFourths({ min: -4, max: 4 }), { minLength: 9, maxLength: 9 }),
        (m) => {
          const a = Float64Array.from({ length: 9 }, (_, k) => {
            const [i, j] = [Math.floor(k / 3), k % 3];
            return [0, 1, 2].reduce((s, l) => s + m[i * 3 + l]! * m[j * 3 + l]!, i === j ? 1 : 0);
          });
          const solutions = [
            [1, 2, 3],
            [0, -1, 4],
          ];
          const sides = solutions.map((x) =>
            Float64Array.from({ length: 3 }, (_, i) =>
              x.reduce((s, v, j) => s + a[i * 3 + j]! * v, 0),
            ),
          );
          expect(choleskySolve(Float64Array.from(a), sides, 3)).toBe(true);
          for (const [k, x] of solutions.entries()) {
            expect(sides[k]!).toBeAllclose(x, { atol: 1e-9 });
          }
        },
      ),
    );
  });
});

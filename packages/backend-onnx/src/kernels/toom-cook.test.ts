import { sixtyFourthsArray } from '@ssvaerr/testing';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Matrix } from './matrix.ts';
import { toomCook } from './toom-cook.ts';

const times = (m: Matrix, x: readonly number[]) =>
  m.map((row) => row.reduce((sum, entry, i) => sum + entry * x[i]!, 0));

it('hand-written: F(2, 3) at 0, 1, -1, as Lavin and Gray print it, up to signs', () => {
  const { A, G, B } = toomCook(2, 3, [0, 1, -1]);
  expect(A).toBeAllclose([
    [1, 1, 1, 0],
    [0, 1, -1, 1],
  ]);
  expect(G).toBeAllclose([
    [-1, 0, 0],
    [0.5, 0.5, 0.5],
    [0.5, -0.5, 0.5],
    [0, 0, 1],
  ]);
  expect(B).toBeAllclose([
    [-1, 0, 1, 0],
    [0, 1, 1, 0],
    [0, -1, 1, 0],
    [0, -1, 0, 1],
  ]);
});

it.each([
  [2, 3, [0, 1, -1]],
  [3, 3, [3 / 8, -3 / 8, 5 / 4, -5 / 4]],
  [4, 3, [0, 5 / 8, -5 / 8, 3 / 2, -3 / 2]],
  [2, 2, [5 / 8, -5 / 8]],
  [3, 2, [0, 1, -1]],
] as const)('F(%i, %i) at %j is the correlation', (outputs, taps, points) => {
  const { A, G, B } = toomCook(outputs, taps, points);
  fc.assert(
    fc.property(
      sixtyFourthsArray({ length: outputs + taps - 1 }),
      sixtyFourthsArray({ length: taps }),
      (x, w) => {
        const [u, v] = [times(G, w), times(B, x)];
        const y = times(
          A,
          u.map((value, i) => value * v[i]!),
        );
        const direct = Array.from({ length: outputs }, (_, i) =>
          w.reduce((sum, weight, k) => sum + weight * x[i + k]!, 0),
        );
        expect(y).toBeAllclose(direct, { atol: 1e-12 });
      },
    ),
  );
});

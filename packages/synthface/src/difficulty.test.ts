import { normals } from '@ssvaerr/random';
import { sixtyFourthsArray } from '@ssvaerr/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { actionUnits, landmarks, patches, pixels, probeCcc } from '../tools/probes.ts';
import { cccOf, fitRidge, predictRidge } from '../tools/ridge.ts';
import { synthesiseDataSet } from './data-set.ts';

describe('ridge regression', () => {
  it('finds a line: y = 1 + 2 a - 3 b', () => {
    const rows = [
      [0, 1],
      [1, 0],
      [2, 2],
      [3, -1],
      [-1, 1],
    ];
    const target = rows.map(([a, b]) => 1 + 2 * a! - 3 * b!);
    const [[model]] = fitRidge(rows, [target], [1e-9]) as [[ReturnType<typeof fitRidge>[0][0]]];
    expect(predictRidge(model!, [10, 10])).toBeCloseTo(-9, 5);
  });

  it('shrinks by 1 / (1 + penalty) along one feature', () => {
    const rows = [[-1], [1], [-3], [3]];
    const target = [-2, 2, -6, 6];
    for (const penalty of [0, 1, 3]) {
      const model = fitRidge(rows, [target], [penalty])[0]![0]!;
      expect(predictRidge(model, [1])).toBeCloseTo(2 / (1 + penalty), 6);
    }
  });

  it('solves the normal equations: residuals and features are uncorrelated up to the penalty', () => {
    const [a, b, c] = [1, 2, 3].map((seed) => normals(seed, 50));
    const rows = Array.from({ length: 50 }, (_, i) => [a![i]!, b![i]! + a![i]!, 5 * b![i]!]);
    const model = fitRidge(rows, [c!], [1e-9])[0]![0]!;
    for (const j of [0, 1]) {
      const product = rows.reduce(
        (s, row, i) => s + row[j]! * (c![i]! - predictRidge(model, row)),
        0,
      );
      expect(product).toBeCloseTo(0, 3);
    }
  });

  it('measures CCC: 1 for equals, 0 for a constant, the known number', () => {
    expect(cccOf([2.5, 0, 2, 8], [3, -0.5, 2, 7])).toBeCloseTo(0.97678917, 8);
    expect(cccOf([1, 1], [1, 1])).toBe(0);
    fc.assert(
      fc.property(sixtyFourthsArray({ length: 9 }), (values) => {
        if (new Set(values).size > 1) expect(cccOf(values, values)).toBeCloseTo(1, 10);
        expect(cccOf(Array(9).fill(0.25), values)).toBeCloseTo(0, 10);
      }),
    );
  });
});

// A small version of tools/difficulty.ts, whose figures are in the README. 240 clips, 4 frames of each.
describe('the data set is learnable, and not by pixels', () => {
  const clips = [...synthesiseDataSet({ seed: 1, clips: 240, frames: 4, fps: 1, size: 48 })];

  it('is in the action units', () => {
    for (const ccc of probeCcc(clips, actionUnits)) expect(ccc).toBeGreaterThan(0.82);
  });

  it('is in the true landmarks, aligned by the eyes', () => {
    for (const ccc of probeCcc(clips, landmarks)) expect(ccc).toBeGreaterThan(0.65);
  });

  it('is in aligned patches of eyes, brows and mouth', () => {
    for (const ccc of probeCcc(clips, patches)) expect(ccc).toBeGreaterThan(0.5);
  });

  it('is not in 24 x 24 pixels', () => {
    for (const ccc of probeCcc(clips, pixels)) expect(ccc).toBeLessThan(0.35);
  });

  it('is not in the mean', () => {
    for (const ccc of probeCcc(clips, () => [1])) expect(ccc).toBeCloseTo(0, 10);
  });
});

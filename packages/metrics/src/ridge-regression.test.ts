import { sixtyFourths } from '@ssvaerr/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RidgeRegression } from './ridge-regression.ts';

const [size, targets] = [2, 3];
const row = (length: number) => fc.array(sixtyFourths(), { minLength: length, maxLength: length });
const frames = fc.array(fc.record({ x: row(size), y: row(targets) }), {
  minLength: 2,
  maxLength: 12,
});
type Frames = readonly { readonly x: number[]; readonly y: number[] }[];

function fitted(ridge: number, ...chunks: readonly Frames[]) {
  const regression = new RidgeRegression({ features: size, targets });
  for (const chunk of chunks) {
    regression.update(
      chunk.flatMap(({ x }) => x),
      chunk.flatMap(({ y }) => y),
    );
  }
  return regression.fit(ridge);
}

describe('RidgeRegression', () => {
  it('halves the slope of one feature of standard deviation 1 with ridge 1, by hand', () => {
    const regression = new RidgeRegression({ features: 1, targets: 2 });
    regression.update([-1, 1, Number.NaN], [-0.5, 3, 0.5, 3, 9, 9], [1, 1, 0]);
    expect(regression.count).toBe(2);
    const { weights, intercepts } = regression.fit(1);
    expect(weights.map((w) => w[0]!)).toBeAllclose([0.25, 0]);
    expect(intercepts).toBeAllclose([0, 3]);
    expect(regression.fit(1).predict([2, 0])).toBeAllclose([0.5, 3, 0, 3]);
  });

  it('law: its gradient is 0, for every target and feature', () => {
    fc.assert(
      fc.property(frames, fc.constantFrom(0.01, 0.5), (all, ridge) => {
        const map = fitted(ridge, all);
        const predicted = map.predict(all.flatMap(({ x }) => x));
        const n = all.length;
        for (let k = 0; k < targets; k++) {
          const errors = all.map(({ y }, t) => predicted[t * targets + k]! - y[k]!);
          expect(errors.reduce((sum, e) => sum + e, 0)).toBeAllclose(0, { atol: 1e-9 });
          for (let i = 0; i < size; i++) {
            const mean = all.reduce((sum, { x }) => sum + x[i]! / n, 0);
            const variance = all.reduce((sum, { x }) => sum + (x[i]! - mean) ** 2 / n, 0);
            // In units of the features: ridge |std w|^2.
            const slope = all.reduce((sum, { x }, t) => sum + (errors[t]! * (x[i]! - mean)) / n, 0);
            expect(slope + ridge * variance * map.weights[k]![i]!).toBeAllclose(0, { atol: 1e-9 });
          }
        }
      }),
    );
  });

  it('law: any cut and any order of the frames gives the same', () => {
    fc.assert(
      fc.property(frames, fc.nat(12), (all, cut) => {
        const whole = fitted(0.1, all);
        for (const map of [
          fitted(0.1, all.slice(0, cut), all.slice(cut)),
          fitted(0.1, [...all].reverse()),
        ]) {
          expect(map.intercepts).toBeAllclose([...whole.intercepts], { atol: 1e-9 });
          for (const [k, w] of map.weights.entries()) {
            expect(w).toBeAllclose([...whole.weights[k]!], { atol: 1e-9 });
          }
        }
      }),
    );
  });

  it('refuses bad input by name', () => {
    const regression = new RidgeRegression({ features: 2 });
    const where = 'RidgeRegression.update: ';
    const cases: [() => unknown, string][] = [
      [
        () => new RidgeRegression({ features: 0 }),
        "RidgeRegression: 'features' must be an integer >= 1, got 0.",
      ],
      [
        () => new RidgeRegression({ features: 1, targets: 0.5 }),
        "RidgeRegression: 'targets' must be an integer >= 1, got 0.5.",
      ],
      [
        () => regression.update([1], [1]),
        `${where}'features' must have 2 entries a frame, got 1 entries.`,
      ],
      [() => regression.update([1, 2], [1, 2]), `${where}'targets' must have 1 entries, got 2.`],
      [() => regression.update([1, 2], [1], [3]), `${where}'mask' must hold 0 and 1, got 3 at 0.`],
      [
        () => regression.update([1, Number.NaN], [1]),
        `${where}'features' must be finite where it is not masked, got NaN at 1.`,
      ],
      [() => regression.fit(), "RidgeRegression.fit: 'update' must have added 2 frames, got 0."],
      [() => regression.fit(0), "RidgeRegression.fit: 'ridge' must be finite and > 0, got 0."],
    ];
    for (const [call, message] of cases) expect(call).toThrow(new RangeError(message));
    expect(regression.count).toBe(0);
  });
});

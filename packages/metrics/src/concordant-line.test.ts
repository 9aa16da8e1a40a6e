import { sixtyFourths } from '@ssvaerr/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ConcordanceMetric } from './concordance-metric.ts';
import { concordantLine } from './concordant-line.ts';

const f32 = (values: readonly number[]) => Float32Array.from(values);

/** The CCC of two series. */
function ccc(p: ArrayLike<number>, y: ArrayLike<number>): number {
  const metric = new ConcordanceMetric();
  metric.update(p, y);
  return metric.compute()[0].ccc;
}

describe('concordantLine', () => {
  const free = { scale: true, bias: true };
  /** Pairs that vary, and rise together. */
  const pairs = fc
    .array(fc.tuple(sixtyFourths(), sixtyFourths()), { minLength: 3, maxLength: 20 })
    .map((rows) => ({ p: f32(rows.map(([a]) => a)), y: f32(rows.map(([a, b]) => a / 2 + b / 4)) }))
    .filter(({ p, y }) => ccc(p, y) > 0.05);

  it('moves and stretches onto the labels', () => {
    const p = f32([0, 0.25, 0.5]);
    expect(concordantLine(p, f32([-0.5, 0, 0.5]), free)).toEqual({ scale: 2, bias: -0.5 });
    expect(concordantLine(p, f32([0.25, 0.5, 0.75]), { scale: false, bias: true })).toEqual({
      scale: 1,
      bias: 0.25,
    });
    expect(concordantLine(p, f32([0, 0.5, 1]), { scale: true, bias: false }).scale).toBeCloseTo(2);
  });

  it.each([
    ['scale', { scale: true, bias: false }],
    ['bias', { scale: false, bias: true }],
    ['both', free],
  ])('law: no other line does better, with %s free', (_, moved) => {
    const shift = fc.constantFrom(-0.3, -0.05, 0, 0.05, 0.3);
    fc.assert(
      fc.property(pairs, shift, shift, ({ p, y }, a, b) => {
        const { scale, bias } = concordantLine(p, y, moved);
        const of = (s: number, t: number) =>
          ccc(
            Array.from(p, (x) => s * x + t),
            y,
          );
        const other = of(moved.scale ? scale * (1 + a) : 1, moved.bias ? bias + b : 0);
        expect(of(scale, bias)).toBeGreaterThanOrEqual(other - 1e-6);
      }),
    );
  });

  it('leaves what does not vary where it is', () => {
    expect(concordantLine(f32([0.5, 0.5]), f32([0, 1]), free)).toEqual({ scale: 1, bias: 0 });
    expect(concordantLine(f32([0, 1]), f32([0.5, 0.5]), free)).toEqual({ scale: 1, bias: 0 });
  });

  it('takes plain arrays', () => {
    expect(concordantLine([0, 0.25, 0.5], [-0.5, 0, 0.5], free)).toEqual({ scale: 2, bias: -0.5 });
  });

  it('refuses what it cannot compare', () => {
    expect(() => concordantLine(f32([1]), f32([]), free)).toThrow('got 0 for 1.');
  });
});

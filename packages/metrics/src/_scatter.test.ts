import { describe, expect, it } from 'vitest';
import { Scatter } from './_scatter.ts';

describe('Scatter', () => {
  it('keeps its digits far from 0', () => {
    const scatter = new Scatter(1);
    for (const value of [1, 2, 4]) scatter.add(Float64Array.of(1e8 + value));
    expect(scatter.count).toBe(3);
    expect(scatter.mean[0]! - 1e8).toBeAllclose(7 / 3);
    expect(scatter.products[0]!).toBeAllclose(14 / 3);
  });
});

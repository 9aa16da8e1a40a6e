import { describe, expect, it } from 'vitest';
import { selectionScore } from './selection-score.ts';

describe('selectionScore', () => {
  it('is the mean of the two CCCs; without labels, the worst', () => {
    const score = (a: number, v: number) =>
      selectionScore({ arousal: { ccc: a }, valence: { ccc: v } });
    expect(score(0.25, 0.75)).toBe(0.5);
    expect(score(Number.NaN, 1)).toBe(-1);
  });
});

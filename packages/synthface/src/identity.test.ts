import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Identity, identityOf } from './identity.ts';

const crowd = Array.from({ length: 400 }, (_, subject) => identityOf(2026, subject));

describe('identityOf', () => {
  it('is a function of seed and subject', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), fc.nat(), (seed, subject) => {
        expect(identityOf(seed, subject)).toEqual(identityOf(seed, subject));
        expect(identityOf(seed, subject)).not.toEqual(identityOf(seed, subject + 1));
      }),
    );
  });

  it('varies every trait', () => {
    const traits = Object.keys(crowd[0]!) as (keyof Identity)[];
    for (const trait of traits) {
      const values = new Set(crowd.map((who) => who[trait]));
      const kinds = { hairStyle: 6, beard: 4, glasses: 3 } as Partial<
        Record<keyof Identity, number>
      >;
      expect(values.size).toBeGreaterThanOrEqual(kinds[trait] ?? 200);
    }
  });

  it('draws traits independently: skin says nothing about the width of the head', () => {
    const mean = (trait: 'skin' | 'headWidth') =>
      crowd.reduce((sum, who) => sum + who[trait], 0) / crowd.length;
    const [skin, width] = [mean('skin'), mean('headWidth')];
    const covariance =
      crowd.reduce((sum, who) => sum + (who.skin - skin) * (who.headWidth - width), 0) /
      crowd.length;
    // Standard deviations 0.48 / sqrt(12) and 0.12 / sqrt(12); five standard errors.
    expect(Math.abs(covariance)).toBeLessThan((5 * 0.139 * 0.035) / Math.sqrt(crowd.length));
  });

  it('keeps hair and skin apart, and brows darker than the skin', () => {
    for (const { hair, skin, brow } of crowd) {
      expect(Math.abs(hair - skin)).toBeGreaterThan(0.04);
      expect(brow).toBeLessThanOrEqual(skin / 2);
    }
  });

  it('refuses a bad seed and a bad subject', () => {
    expect(() => identityOf(Number.NaN, 0)).toThrow(
      "identityOf: 'seed' must be a safe integer, got NaN.",
    );
    expect(() => identityOf(1, -1)).toThrow(
      "identityOf: 'subject' must be an integer >= 0, got -1.",
    );
  });
});

import { sixtyFourths } from '@ssvaerr/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ActionUnits, actionUnitsOf, restingFace } from './action-units.ts';

const units = Object.keys(restingFace) as (keyof ActionUnits)[];
const signs: Record<keyof ActionUnits, { arousal: number; valence: number }> = {
  au1: { arousal: 1, valence: 0 },
  au2: { arousal: 1, valence: 0 },
  au4: { arousal: 0, valence: -1 },
  au5: { arousal: 1, valence: 0 },
  au6: { arousal: 0, valence: 1 },
  au12: { arousal: 0, valence: 1 },
  au15: { arousal: 0, valence: -1 },
  au26: { arousal: 1, valence: 0 },
  au43: { arousal: -1, valence: 0 },
};

describe('actionUnitsOf', () => {
  it('has the published signs: a unit follows its dimension one way and ignores the other', () => {
    fc.assert(
      fc.property(
        sixtyFourths(),
        sixtyFourths(),
        sixtyFourths(),
        sixtyFourths({ min: 0.5, max: 1.5 }),
        (x, y, other, expressiveness) => {
          const [low, high] = [Math.min(x, y), Math.max(x, y)];
          for (const dimension of ['arousal', 'valence'] as const) {
            const fixed = { arousal: other, valence: other };
            const before = actionUnitsOf({ ...fixed, [dimension]: low }, expressiveness);
            const after = actionUnitsOf({ ...fixed, [dimension]: high }, expressiveness);
            for (const unit of units) {
              const change = after[unit] - before[unit];
              const sign = signs[unit][dimension];
              if (sign === 0) expect(change).toBe(0);
              else expect(change * sign).toBeGreaterThanOrEqual(0);
            }
          }
        },
      ),
    );
  });

  it('shows every unit at the end of its axis and none at the other', () => {
    for (const unit of units) {
      const { arousal, valence } = signs[unit];
      expect(actionUnitsOf({ arousal, valence }, 1)[unit]).toBeGreaterThan(0.85);
      expect(actionUnitsOf({ arousal: -arousal, valence: -valence }, 1)[unit]).toBe(0);
    }
  });

  it('gives a joyful face: 6 and 12, no 4, no 15', () => {
    const face = actionUnitsOf({ arousal: -1, valence: 0.35 }, 1);
    // Half way up the ramp of AU12, from -0.4 to 1.1.
    expect(face.au12).toBeCloseTo(0.5);
    expect(face.au6).toBeGreaterThan(0.3);
    expect([face.au4, face.au15, face.au1, face.au26]).toEqual(
      [0.003105, 0, 0, 0].map((v) => expect.closeTo(v, 2)),
    );
  });

  it('scales with expressiveness and stays in [0, 1]', () => {
    fc.assert(
      fc.property(
        sixtyFourths(),
        sixtyFourths(),
        sixtyFourths({ min: 0, max: 2 }),
        (arousal, valence, expressiveness) => {
          const plain = actionUnitsOf({ arousal, valence }, 1);
          const scaled = actionUnitsOf({ arousal, valence }, expressiveness);
          for (const unit of units) {
            expect(scaled[unit]).toBe(Math.min(1, expressiveness * plain[unit]));
          }
        },
      ),
    );
  });

  it('refuses values out of range, by name', () => {
    expect(() => actionUnitsOf({ arousal: 1.5, valence: 0 }, 1)).toThrow(
      "actionUnitsOf: 'arousal' must be in [-1, 1], got 1.5.",
    );
    expect(() => actionUnitsOf({ arousal: 0, valence: Number.NaN }, 1)).toThrow(
      "actionUnitsOf: 'valence' must be in [-1, 1], got NaN.",
    );
    expect(() => actionUnitsOf({ arousal: 0, valence: 0 }, -1)).toThrow(
      "actionUnitsOf: 'expressiveness' must be in [0, 2], got -1.",
    );
  });
});

import fc from 'fast-check';
import { expect, it } from 'vitest';
import { affectOf } from './affect.ts';

const seeds = fc.maxSafeInteger();
const times = fc.double({ min: -10, max: 1000, noNaN: true });
const many = Array.from({ length: 2000 }, (_, seed) => affectOf(seed)(1));
const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

it('stays within (-1, 1), and is smooth: a step of 40 ms is a small one', () => {
  fc.assert(
    fc.property(seeds, times, (seed, seconds) => {
      const affect = affectOf(seed);
      const [now, next] = [affect(seconds), affect(seconds + 0.04)];
      for (const dimension of ['arousal', 'valence'] as const) {
        expect(Math.abs(now[dimension])).toBeLessThan(1);
        // Six waves of amplitude sqrt(1/3), none shorter than 4 s: at most 2 pi sqrt(12) / 4 a second.
        expect(Math.abs(next[dimension] - now[dimension])).toBeLessThan(0.04 * 5.45);
      }
    }),
  );
});

it('fills the range: mean 0, standard deviation near 0.57, and waves of 4 to 20 s', () => {
  for (const dimension of ['arousal', 'valence'] as const) {
    const values = many.map((affect) => affect[dimension]);
    expect(Math.abs(mean(values))).toBeLessThan(0.05);
    expect(Math.abs(Math.sqrt(mean(values.map((v) => v * v))) - 0.57)).toBeLessThan(0.04);
    // Correlation with a second later: the mean of cos(2 pi f) over f from 1/20 to 1/4 Hz is 0.55,
    // and squashing takes a little of it.
    const later = many.map((_, seed) => affectOf(seed)(2)[dimension]);
    const correlation = mean(values.map((v, i) => v * later[i]!)) / mean(values.map((v) => v * v));
    expect(Math.abs(correlation - 0.53)).toBeLessThan(0.05);
  }
});

it('draws arousal and valence independently', () => {
  expect(Math.abs(mean(many.map(({ arousal, valence }) => arousal * valence)))).toBeLessThan(0.04);
});

it('is a function of the seed', () => {
  fc.assert(
    fc.property(seeds, times, (seed, seconds) => {
      expect(affectOf(seed)(seconds)).toEqual(affectOf(seed)(seconds));
      expect(affectOf(seed)(seconds)).not.toEqual(affectOf(seed > 0 ? seed - 1 : 1)(seconds));
    }),
  );
});

it('refuses a bad seed by name', () => {
  expect(() => affectOf(0.5)).toThrow("affectOf: 'seed' must be a safe integer, got 0.5.");
});

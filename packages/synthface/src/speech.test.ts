import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { speechOf } from './speech.ts';

const seeds = fc.maxSafeInteger();
/** The opening every 10 ms of a long talk. */
const talk = (seed: number, seconds: number) => {
  const speech = speechOf(seed, seconds);
  return Array.from({ length: seconds * 100 }, (_, i) => speech(i / 100));
};

describe('speechOf', () => {
  it('opens and spreads the mouth by at most 1, and does not spread a shut mouth', () => {
    fc.assert(
      fc.property(seeds, fc.double({ min: 0, max: 10, noNaN: true }), (seed, seconds) => {
        const { opening, spread } = speechOf(seed, 10)(seconds);
        expect(opening >= 0 && opening <= 1).toBe(true);
        expect(Math.abs(spread)).toBeLessThanOrEqual(1);
        if (opening === 0) expect(spread).toBe(0);
      }),
    );
  });

  it('has 3.5 to 6 syllables a second while talking, and pauses', () => {
    const openings = talk(7, 200).map(({ opening }) => opening);
    const peaks = openings.filter(
      (o, i) => o > (openings[i - 1] ?? 0) && o >= (openings[i + 1] ?? 0),
    ).length;
    const speaking = openings.filter((opening) => opening > 0).length / 100;
    expect(peaks / speaking).toBeGreaterThan(3.5);
    expect(peaks / speaking).toBeLessThan(6);
    expect(speaking / 200).toBeGreaterThan(0.5);
    expect(speaking / 200).toBeLessThan(0.8);
  });

  it('shuts the mouth between syllables: it rises from 0 and returns to it smoothly', () => {
    const said = talk(3, 60);
    for (let i = 1; i < said.length; i++) {
      // sin^2 over at least 170 ms: at most pi / 17 of the peak in 10 ms.
      const [now, before] = [said[i]!, said[i - 1]!];
      expect(Math.abs(now.opening - before.opening)).toBeLessThan(Math.PI / 17);
      expect(Math.abs(now.spread - before.spread)).toBeLessThan(Math.PI / 17);
    }
  });

  it('rounds and spreads alike', () => {
    const spreads = talk(5, 200)
      .map(({ spread }) => spread)
      .filter((spread) => spread !== 0);
    const mean = spreads.reduce((sum, spread) => sum + spread, 0) / spreads.length;
    expect(Math.abs(mean)).toBeLessThan(0.1);
    expect(Math.max(...spreads)).toBeGreaterThan(0.8);
    expect(Math.min(...spreads)).toBeLessThan(-0.8);
  });

  it('does not depend on the length of the clip', () => {
    fc.assert(
      fc.property(seeds, fc.double({ min: 0, max: 3, noNaN: true }), (seed, seconds) => {
        expect(speechOf(seed, 3.01)(seconds)).toEqual(speechOf(seed, 30)(seconds));
      }),
    );
  });

  it('is silent before the first word of some clips', () => {
    const starts = Array.from({ length: 300 }, (_, seed) => speechOf(seed, 1)(0.05).opening > 0);
    const talking = starts.filter(Boolean).length / 300;
    expect(Math.abs(talking - 0.7)).toBeLessThan(0.12);
  });

  it('refuses a bad seed and a bad duration', () => {
    expect(() => speechOf(1.5, 1)).toThrow("speechOf: 'seed' must be a safe integer, got 1.5.");
    for (const duration of [0, -1, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(() => speechOf(1, duration)).toThrow(
        `speechOf: 'duration' must be finite and > 0, got ${duration}.`,
      );
    }
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { delaysByRater, meanDelays, shiftRaters } from './align-raters.ts';
import { fuseRaters } from './fuse-raters.ts';

const rate = 10;
const times = Float64Array.from({ length: 200 }, (_, i) => i / rate);
/** A bump around 8 s and one around 13 s, seen late by some samples. */
const seen = (late: number) =>
  times.map(
    (_, i) => Math.exp(-(((i - late - 80) / 8) ** 2)) - Math.exp(-(((i - late - 130) / 9) ** 2)),
  );
const rater = (name: string, arousal: number, valence = 0) => ({
  name,
  arousal: seen(arousal),
  valence: seen(valence),
});

describe('delaysByRater and shiftRaters', () => {
  it('bring raters together, whatever their delays', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -4, max: 4 }), { minLength: 2, maxLength: 5 }),
        (late) => {
          const raters = late.map((samples, i) => rater(`r${i}`, samples));
          const delays = meanDelays([delaysByRater({ times, raters }, rate)]);
          const mean = late.reduce((sum, samples) => sum + samples, 0) / late.length;
          for (const [i, samples] of late.entries()) {
            expect(delays.arousal.get(`r${i}`)!.mean).toBeCloseTo((samples - mean) / rate, 9);
            expect(delays.valence.get(`r${i}`)!.mean).toBe(0);
          }
          const moved = shiftRaters(raters, rate, delays);
          for (const { arousal, valence } of moved) {
            expect(valence).toEqual(seen(0));
            // Each is rounded to a sample by itself.
            const apart = Array.from(arousal, (value, i) =>
              Math.abs(value - moved[0]!.arousal[i]!),
            );
            expect(Math.max(...apart.filter(Number.isFinite))).toBeLessThan(0.12);
          }
        },
      ),
      { numRuns: 30 },
    );
  });

  it('move one who is late by 0.6 s, by hand', () => {
    const raters = [rater('anna', 0), rater('ben', 0), rater('late', 6)];
    const delays = delaysByRater({ times, raters }, rate);
    expect(delays.arousal.get('late')).toBeCloseTo(0.4, 9);
    expect(delays.arousal.get('anna')).toBeCloseTo(-0.2, 9);
    const moved = shiftRaters(raters, rate, meanDelays([delays]));
    expect(Float64Array.from(moved[2]!.arousal).slice(0, 196)).toEqual(seen(2).slice(0, 196));
    expect(Float64Array.from(moved[0]!.arousal).slice(2)).toEqual(seen(2).slice(2));
    expect([moved[2]!.arousal[199], moved[0]!.arousal[0]]).toEqual([Number.NaN, Number.NaN]);
  });

  it('have no estimate for one rater, an empty trace or a short recording', () => {
    const nothing = times.map(() => Number.NaN);
    const empty = { name: 'empty', arousal: nothing, valence: seen(0) };
    const { arousal, valence } = delaysByRater({ times, raters: [rater('anna', 0), empty] }, rate);
    expect([...arousal]).toEqual([]);
    expect([...valence.keys()]).toEqual(['anna', 'empty']);
    const short = [0, 1].map((i) => ({
      name: `r${i}`,
      arousal: seen(i).subarray(0, 40),
      valence: seen(i).subarray(0, 40),
    }));
    expect([
      ...delaysByRater({ times: times.subarray(0, 40), raters: short }, rate).arousal,
    ]).toEqual([]);
    expect(shiftRaters([empty], rate, meanDelays([]))[0]!.valence).toEqual(seen(0));
  });
});

describe('meanDelays', () => {
  it('averages each rater over the recordings with an estimate', () => {
    const of = (...arousal: [string, number][]) => ({
      arousal: new Map(arousal),
      valence: new Map([['ben', 1]]),
    });
    const { arousal, valence } = meanDelays([of(['anna', 0.25]), of(['anna', 0.75], ['ben', 0.5])]);
    expect(arousal.get('anna')).toMatchObject({ mean: 0.5, recordings: 2 });
    expect(arousal.get('ben')).toMatchObject({ mean: 0.5, recordings: 1 });
    expect(valence.get('ben')).toEqual({ mean: 1, sd: 0, recordings: 2 });
  });
});

describe('fuseRaters', () => {
  it('fuses each dimension by itself and keeps the raters', () => {
    const raters = [0, 0.5, 0.25].map((value) => ({
      name: `${value}`,
      arousal: [value],
      valence: [-value],
    }));
    const fused = fuseRaters([2], raters, 'median');
    expect(fused).toEqual({
      times: [2],
      arousal: Float64Array.of(0.25),
      valence: Float64Array.of(-0.25),
      raters,
    });
  });
});

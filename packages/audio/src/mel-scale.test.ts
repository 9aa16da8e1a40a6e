import { sixtyFourths } from '@ssvaerr/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hertzToMel, melToHertz } from './index.ts';

describe('mel scale', () => {
  it('of examples', () => {
    expect(hertzToMel(0)).toBe(0);
    expect(hertzToMel(700)).toBeAllclose(2595 * Math.log10(2), { atol: 1e-12 });
    expect(hertzToMel(1000)).toBeAllclose(999.9855371, { atol: 1e-6, rtol: 0 });
    expect(melToHertz(2595)).toBeAllclose(6300, { atol: 1e-9 });
  });

  it('is inverted by melToHertz', () => {
    fc.assert(
      fc.property(sixtyFourths({ min: 0, max: 24_000 }), (hertz) => {
        expect(melToHertz(hertzToMel(hertz))).toBeAllclose(hertz, { atol: 1e-9, rtol: 1e-12 });
      }),
    );
  });

  it('refuses an invalid frequency', () => {
    expect(() => hertzToMel(-1)).toThrow(
      new RangeError("hertzToMel: 'hertz' must be finite and >= 0, got -1."),
    );
    expect(() => melToHertz(Number.NaN)).toThrow(
      new RangeError("melToHertz: 'mel' must be finite and >= 0, got NaN."),
    );
  });
});

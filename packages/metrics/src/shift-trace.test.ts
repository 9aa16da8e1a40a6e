import { sixtyFourthsArray } from '@ssvaerr/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shiftTrace } from './shift-trace.ts';

const { NaN: nan } = Number;

describe('shiftTrace', () => {
  it('knows an example by hand', () => {
    expect(shiftTrace([1, nan, 3, 4], 1)).toEqual(Float64Array.of(nan, 1, nan, 3));
    expect(shiftTrace([1, 2, 3, 4], -3)).toEqual(Float64Array.of(4, nan, nan, nan));
    expect(shiftTrace([1, 2], 2)).toEqual(Float64Array.of(nan, nan));
    expect(shiftTrace(Float32Array.of(1, 2), -0)).toEqual(Float64Array.of(1, 2));
  });

  it('law: there and back leaves the inside, and the outside is missing', () => {
    fc.assert(
      fc.property(sixtyFourthsArray(), fc.integer({ min: -50, max: 50 }), (trace, n) => {
        const back = shiftTrace(shiftTrace(trace, n), -n);
        const inside = (t: number) => t + n >= 0 && t + n < trace.length;
        expect(back).toEqual(Float64Array.from(trace, (x, t) => (inside(t) ? x : nan)));
      }),
    );
  });

  it('refuses bad input', () => {
    expect(() => shiftTrace([1], 0.5)).toThrow(
      new RangeError("shiftTrace: 'samples' must be an integer, got 0.5."),
    );
    expect(() => shiftTrace([Number.POSITIVE_INFINITY], 1)).toThrow(
      new RangeError("shiftTrace: 'trace' must be finite or NaN, got Infinity at 0."),
    );
    expect(() => shiftTrace(1 as never, 1)).toThrow(
      new TypeError("shiftTrace: 'trace' must be an array, got number."),
    );
  });
});

import { sixtyFourths } from '@ssvaerr/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { band, both, ellipse, line, type Shape, without } from './_shapes.ts';

const shapes: Record<string, Shape> = {
  ellipse: ellipse(0.1, -0.2, 0.6, 0.3),
  band: band(
    -0.5,
    0.7,
    (x) => x * x - 0.5,
    (x) => 0.2 + 0.1 * x,
  ),
  line: line([-0.5, -0.5, 0.2, 0.1, 0.5, -0.3], 0.15),
  both: both(ellipse(0, 0, 0.5, 0.5), ellipse(0.4, 0, 0.5, 0.5)),
  without: without(ellipse(0, 0, 0.5, 0.5), ellipse(0.4, 0, 0.5, 0.5)),
};

describe.each(Object.entries(shapes))('%s', (_, { box, inside }) => {
  it('has no inside outside its box', () => {
    fc.assert(
      fc.property(sixtyFourths(), sixtyFourths(), (x, y) => {
        const [left, top, right, bottom] = box;
        if (x < left || x > right || y < top || y > bottom) {
          expect(inside(x, y)).toBeLessThanOrEqual(1e-9);
        }
      }),
      { numRuns: 1000 },
    );
  });
});

describe('distances', () => {
  it('of a circle are exact', () => {
    const { inside } = ellipse(1, 2, 0.5, 0.5);
    expect(inside(1, 2)).toBeCloseTo(0.5);
    expect(inside(1.2, 2)).toBeCloseTo(0.3);
    expect(inside(1, 2.7)).toBeCloseTo(-0.2);
  });

  it('of an ellipse are exact to first order near its edge', () => {
    const { inside } = ellipse(0, 0, 0.6, 0.3);
    expect(inside(0.59, 0)).toBeCloseTo(0.01, 3);
    expect(inside(0, -0.29)).toBeCloseTo(0.01, 3);
    expect(inside(0.61, 0)).toBeCloseTo(-0.01, 3);
  });

  it('of a line are from its axis, round at its ends', () => {
    const { inside } = line([0, 0, 1, 0, 1, 1], 0.2);
    expect(inside(0.5, 0.05)).toBeCloseTo(0.15);
    expect(inside(1.1, 0.5)).toBeCloseTo(0.1);
    expect(inside(-0.3, 0.4)).toBeCloseTo(-0.3);
  });

  it('of a band are vertical, between its curves and its ends', () => {
    const { inside } = band(
      0,
      2,
      (x) => x,
      (x) => x + 1,
    );
    expect(inside(1, 1.25)).toBeCloseTo(0.25);
    expect(inside(1, 1.9)).toBeCloseTo(0.1);
    expect(inside(0.05, 0.5)).toBeCloseTo(0.05);
    expect(inside(1.5, 3)).toBeLessThan(0);
  });

  it('of a cut and of a hole', () => {
    expect(shapes.both!.inside(0.2, 0)).toBeCloseTo(0.3);
    expect(shapes.both!.inside(-0.3, 0)).toBeLessThan(0);
    expect(shapes.without!.inside(-0.3, 0)).toBeCloseTo(0.2);
    expect(shapes.without!.inside(0.2, 0)).toBeLessThan(0);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Expression } from './_face-shape.ts';
import { type ActionUnits, restingFace } from './action-units.ts';
import { type Identity, identityOf } from './identity.ts';
import { landmarksOf } from './landmarks.ts';
import { renderFace, type View } from './render.ts';

const view: View = {
  pose: { yaw: 0, pitch: 0, roll: 0, x: 0, y: 0, scale: 1 },
  light: { x: 0, y: -0.4, z: 0.8, direct: 0.7, ambient: 0.3 },
  backdrop: { tone: 0.5, slope: 0.1, edge: 2, step: 0 },
};
const resting: Expression = {
  actionUnits: restingFace,
  articulation: { opening: 0, spread: 0 },
  blink: 0,
  gazeX: 0,
  gazeY: 0,
};
const showing = (units: Partial<ActionUnits>): Expression => ({
  ...resting,
  actionUnits: { ...restingFace, ...units },
});
const size = 96;
const plainFace: Identity = {
  ...identityOf(5, 4),
  hairStyle: 'bald',
  beard: 'none',
  glasses: 'none',
  age: 1,
};

/** Mean over a rectangle around a landmark, half widths in pixels. */
function around(picture: Float32Array, x: number, y: number, rx: number, ry: number): number {
  let [sum, count] = [0, 0];
  for (let row = Math.round(y - ry); row < y + ry; row++) {
    for (let column = Math.round(x - rx); column < x + rx; column++) {
      sum += picture[row * size + column]!;
      count++;
    }
  }
  return sum / count;
}

/** How much an expression changes a place between two landmarks. */
function change(expression: Expression, first: number, last: number, who = plainFace): number {
  const points = landmarksOf(who, resting, view.pose, size);
  const x = (points[2 * first]! + points[2 * last]!) / 2;
  const y = (points[2 * first + 1]! + points[2 * last + 1]!) / 2;
  const brightness = (shown: Expression) => around(renderFace(who, shown, view, size), x, y, 3, 3);
  return brightness(expression) - brightness(resting);
}

const mirrored = (picture: Float32Array) =>
  picture.map((_, i) => picture[i - (i % size) + size - 1 - (i % size)]!);
const meanDifference = (a: Float32Array, b: Float32Array) =>
  a.reduce((sum, tone, i) => sum + Math.abs(tone - b[i]!), 0) / a.length;

describe('renderFace', () => {
  it('mirrors: the image of the mirrored pose and light is the mirrored image', () => {
    const units = { au4: 0.7, au6: 0.5, au12: 0.9 };
    for (const who of [plainFace, { ...plainFace, glasses: 'square' as const }]) {
      const turned = (sign: number): View => ({
        ...view,
        pose: { ...view.pose, yaw: sign * 0.3, roll: sign * 0.1, x: sign * 0.1 },
        light: { ...view.light, x: sign * 0.4 },
      });
      const right = renderFace(who, { ...showing(units), gazeX: 0.2 }, turned(1), size);
      const left = renderFace(who, { ...showing(units), gazeX: -0.2 }, turned(-1), size);
      // Only the reflex in the lenses is not mirrored.
      const limit = who.glasses === 'none' ? 1e-6 : 2e-3;
      expect(meanDifference(mirrored(left), right)).toBeLessThan(limit);
      expect(meanDifference(left, right)).toBeGreaterThan(0.02);
    }
  });

  it('is the same image at another size', () => {
    fc.assert(
      fc.property(fc.nat(100), (subject) => {
        const who = identityOf(1, subject);
        const [large, small] = [96, 48].map((side) =>
          renderFace(who, showing({ au12: 1 }), view, side),
        );
        const shrunk = small!.map((_, i) => {
          const at = 2 * (i % 48) + 192 * Math.floor(i / 48);
          return (large![at]! + large![at + 1]! + large![at + 96]! + large![at + 97]!) / 4;
        });
        expect(meanDifference(shrunk, small!)).toBeLessThan(0.015);
      }),
      { numRuns: 10 },
    );
  });

  it('gives every person a different image', () => {
    const pictures = Array.from({ length: 12 }, (_, i) =>
      renderFace(identityOf(1, i), resting, view, size),
    );
    pictures.forEach((a, i) => {
      for (const b of pictures.slice(0, i)) expect(meanDifference(a, b)).toBeGreaterThan(0.02);
    });
  });

  it.each([
    { trait: 'a beard', other: { beard: 'full', hair: 0.1 }, at: [7, 9], sign: -1 },
    { trait: 'stubble', other: { beard: 'stubble', hair: 0.1 }, at: [7, 9], sign: -1 },
    { trait: 'a moustache', other: { beard: 'moustache', hair: 0.05 }, at: [33, 51], sign: -1 },
    { trait: 'darker skin', other: { skin: 0.3 }, at: [33, 33], sign: -1 },
    { trait: 'thicker brows', other: { browThickness: 0.06 }, at: [19, 19], sign: -1 },
    {
      trait: 'a fringe',
      other: { hairStyle: 'fringe', hairline: -0.5, hair: 0.05 },
      at: [21, 22],
      up: 9,
      sign: -1,
    },
  ] as const)('shows $trait', ({ other, at, sign, ...rest }) => {
    const points = landmarksOf(plainFace, resting, view.pose, size);
    const [first, last] = at;
    const x = (points[2 * first]! + points[2 * last]!) / 2;
    const y = (points[2 * first + 1]! + points[2 * last + 1]!) / 2 - ('up' in rest ? rest.up : 0);
    const tone = (who: Identity) => around(renderFace(who, resting, view, size), x, y, 3, 2);
    expect((tone({ ...plainFace, ...other }) - tone(plainFace)) * sign).toBeGreaterThan(0.03);
  });

  it('draws hair, long hair and glasses', () => {
    const bald = renderFace(plainFace, resting, view, size);
    const crown = (who: Identity) => around(renderFace(who, resting, view, size), 48, 14, 6, 3);
    for (const hairStyle of ['short', 'parted', 'fringe', 'long', 'curly'] as const) {
      expect(crown({ ...plainFace, hairStyle, hair: 0.05 })).toBeLessThan(crown(plainFace) - 0.2);
    }
    const long = renderFace({ ...plainFace, hairStyle: 'long', hair: 0.05 }, resting, view, size);
    expect(around(long, 10, 70, 2, 3)).toBeLessThan(around(bald, 10, 70, 2, 3) - 0.2);
    const glasses = renderFace({ ...plainFace, glasses: 'round' }, resting, view, size);
    const points = landmarksOf(plainFace, resting, view.pose, size);
    expect(around(glasses, 48, points[2 * 36 + 1]!, 2, 2)).toBeLessThan(
      around(bald, 48, points[2 * 36 + 1]!, 2, 2) - 0.05,
    );
  });

  it.each([
    { what: 'AU12: folds from nose to mouth', units: { au12: 1 }, at: [31, 4], reach: 8 },
    { what: 'AU4: lines between the brows', units: { au4: 1 }, at: [21, 22], reach: 8 },
    { what: 'AU15: lines below the corners', units: { au15: 1 }, at: [48, 6], reach: 6 },
    { what: 'AU6: crow’s feet', units: { au6: 1 }, at: [45, 16], reach: 3 },
  ] as const)('creases the skin: $what, deeper with age', ({ units, at, reach }) => {
    const points = landmarksOf(plainFace, showing(units), view.pose, size);
    const [x, y] = [0, 1].map(
      (axis) => (points[2 * at[0] + axis]! * 2 + points[2 * at[1] + axis]!) / 3,
    ) as [number, number];
    const texture = (age: number) => {
      const picture = renderFace({ ...plainFace, age }, showing(units), view, size);
      const smooth = renderFace({ ...plainFace, age: 0 }, showing(units), view, size);
      let sum = 0;
      for (let row = Math.round(y - reach); row < y + reach; row++) {
        for (let column = Math.round(x - reach); column < x + reach; column++) {
          sum += Math.abs(picture[row * size + column]! - smooth[row * size + column]!);
        }
      }
      return sum;
    };
    expect(texture(0.5)).toBeGreaterThan(0.3);
    expect(texture(1)).toBeGreaterThan(1.5 * texture(0.5));
  });

  it('wrinkles the forehead with AU1 and AU2', () => {
    const rows = (expression: Expression) => {
      const picture = renderFace(plainFace, expression, view, size);
      const tones = Array.from({ length: 14 }, (_, i) => around(picture, 48, 26 + i, 6, 0.5));
      return tones.slice(1).reduce((sum, tone, i) => sum + Math.abs(tone - tones[i]!), 0);
    };
    expect(rows(showing({ au1: 1 }))).toBeGreaterThan(2 * rows(resting));
    expect(rows(showing({ au2: 1 }))).toBeGreaterThan(2 * rows(resting));
  });

  it('shows the dark of an open mouth, and skin where an eye was open', () => {
    const open = { ...resting, articulation: { opening: 1, spread: 0 } };
    expect(change(open, 57, 57)).toBeLessThan(-0.1);
    // White, iris and glint of an open eye: a range of tones that lids do not have.
    const points = landmarksOf(plainFace, resting, view.pose, size);
    const contrast = (expression: Expression) => {
      const picture = renderFace(plainFace, expression, view, size);
      const row = Math.round(points[2 * 36 + 1]! - 1.5);
      const eye = picture.slice(row * size + points[2 * 36]! + 2, row * size + points[2 * 39]! - 2);
      return Math.max(...eye) - Math.min(...eye);
    };
    expect(contrast({ ...resting, blink: 1 })).toBeLessThan(0.5 * contrast(resting));
  });

  it('looks where the gaze says', () => {
    const points = landmarksOf(plainFace, resting, view.pose, size);
    const balance = (gazeX: number) => {
      const picture = renderFace(plainFace, { ...resting, gazeX }, view, size);
      const [left, right] = [points[2 * 36]!, points[2 * 39]!];
      const y = points[2 * 36 + 1]!;
      return around(picture, left + 3, y, 2, 1) - around(picture, right - 3, y, 2, 1);
    };
    expect(balance(0.3)).toBeGreaterThan(balance(0) + 0.1);
    expect(balance(-0.3)).toBeLessThan(balance(0) - 0.1);
  });

  it('is brighter on the side of the light, and overall with more of it', () => {
    const lit = (x: number, direct = 0.7) =>
      renderFace(plainFace, resting, { ...view, light: { ...view.light, x, direct } }, size);
    const halves = (picture: Float32Array) =>
      around(picture, 30, 50, 5, 10) - around(picture, 66, 50, 5, 10);
    expect(halves(lit(-0.5))).toBeGreaterThan(0.1);
    expect(halves(lit(0.5))).toBeLessThan(-0.1);
    expect(around(lit(0, 1), 48, 48, 20, 20)).toBeGreaterThan(
      around(lit(0), 48, 48, 20, 20) + 0.05,
    );
  });

  it('paints the wall: tone, slope and edge', () => {
    const wall = (backdrop: View['backdrop'], x: number, y: number) =>
      around(renderFace(plainFace, resting, { ...view, backdrop }, size), x, y, 2, 2);
    const plain = { tone: 0.5, slope: 0, edge: 2, step: 0 };
    const bright = 0.3 + 0.7 * 0.8;
    expect(wall(plain, 3, 3)).toBeCloseTo(0.5 * bright, 5);
    expect(wall({ ...plain, slope: 0.4 }, 3, 90)).toBeGreaterThan(wall(plain, 3, 90) + 0.1);
    expect(wall({ ...plain, edge: 0.5, step: 0.2 }, 92, 3)).toBeCloseTo(0.7 * bright, 5);
    expect(wall({ ...plain, edge: 0.5, step: 0.2 }, 3, 3)).toBeCloseTo(0.5 * bright, 5);
  });

  it('refuses values out of range, by name', () => {
    const render = (expression: Expression, pose: Partial<View['pose']> = {}, side = size) =>
      renderFace(plainFace, expression, { ...view, pose: { ...view.pose, ...pose } }, side);
    const cases: [() => unknown, string][] = [
      [() => render({ ...resting, blink: -1 }), "'blink' must be in [0, 1], got -1."],
      [() => render({ ...resting, gazeX: 2 }), "'gazeX' must be in [-1, 1], got 2."],
      [() => render({ ...resting, gazeY: 2 }), "'gazeY' must be in [-1, 1], got 2."],
      [
        () => render({ ...resting, articulation: { opening: 2, spread: 0 } }),
        "'opening' must be in [0, 1], got 2.",
      ],
      [
        () => render({ ...resting, articulation: { opening: 0, spread: 2 } }),
        "'spread' must be in [-1, 1], got 2.",
      ],
      [() => render(showing({ au4: Number.NaN })), "'au4' must be in [0, 1], got NaN."],
      [() => render(resting, { yaw: 2 }), "'yaw' must be in [-0.6, 0.6], got 2."],
      [() => render(resting, { pitch: 2 }), "'pitch' must be in [-0.4, 0.4], got 2."],
      [() => render(resting, { roll: 2 }), "'roll' must be in [-0.8, 0.8], got 2."],
      [() => render(resting, { x: 2 }), "'x' must be in [-1, 1], got 2."],
      [() => render(resting, { y: 2 }), "'y' must be in [-1, 1], got 2."],
      [() => render(resting, { scale: 0 }), "'scale' must be in [0.5, 2], got 0."],
      [() => render(resting, {}, 2000), "'size' must be an integer in [16, 1024], got 2000."],
    ];
    for (const [call, message] of cases) expect(call).toThrow(`renderFace: ${message}`);
  });
});

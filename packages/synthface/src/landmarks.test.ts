import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Expression } from './_face-shape.ts';
import type { Pose } from './_placement.ts';
import { type ActionUnits, restingFace } from './action-units.ts';
import { identityOf } from './identity.ts';
import { landmarksOf } from './landmarks.ts';

const frontal: Pose = { yaw: 0, pitch: 0, roll: 0, x: 0, y: 0, scale: 1 };
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
const size = 100;

/** Distances that the units change, in pixels at 100 x 100; y points down. */
function measure(subject: number, expression: Expression, pose = frontal) {
  const points = landmarksOf(identityOf(1, subject), expression, pose, size);
  const [x, y] = [(i: number) => points[2 * i]!, (i: number) => points[2 * i + 1]!];
  return {
    innerBrow: y(27) - y(21),
    outerBrow: y(36) - y(17),
    browGap: x(22) - x(21),
    leftAperture: y(41) - y(37),
    rightAperture: y(46) - y(44),
    mouthWidth: x(54) - x(48),
    cornersBelowLips: (y(48) + y(54)) / 2 - y(51),
    mouthOpening: y(66) - y(62),
    chin: y(8),
    noseX: x(30),
    noseY: y(30),
    faceX: x(8),
  };
}

type Measure = keyof ReturnType<typeof measure>;
const effects: { name: string; expression: Expression; moves: Partial<Record<Measure, 1 | -1>> }[] =
  [
    { name: 'AU1', expression: showing({ au1: 1 }), moves: { innerBrow: 1 } },
    { name: 'AU2', expression: showing({ au2: 1 }), moves: { outerBrow: 1 } },
    { name: 'AU4', expression: showing({ au4: 1 }), moves: { innerBrow: -1, browGap: -1 } },
    { name: 'AU5', expression: showing({ au5: 1 }), moves: { leftAperture: 1, rightAperture: 1 } },
    {
      name: 'AU6',
      expression: showing({ au6: 1 }),
      moves: { leftAperture: -1, rightAperture: -1 },
    },
    {
      name: 'AU12',
      expression: showing({ au12: 1 }),
      moves: { mouthWidth: 1, cornersBelowLips: -1 },
    },
    {
      name: 'AU15',
      expression: showing({ au15: 1 }),
      moves: { cornersBelowLips: 1, mouthWidth: -1 },
    },
    { name: 'AU26', expression: showing({ au26: 1 }), moves: { mouthOpening: 1, chin: 1 } },
    {
      name: 'AU43',
      expression: showing({ au43: 1 }),
      moves: { leftAperture: -1, rightAperture: -1 },
    },
    {
      name: 'a blink',
      expression: { ...resting, blink: 1 },
      moves: { leftAperture: -1, rightAperture: -1 },
    },
    {
      name: 'speech',
      expression: { ...resting, articulation: { opening: 1, spread: 0 } },
      moves: { mouthOpening: 1, chin: 1 },
    },
    {
      name: 'a spread vowel',
      expression: { ...resting, articulation: { opening: 0, spread: 1 } },
      moves: { mouthWidth: 1 },
    },
    {
      name: 'a rounded vowel',
      expression: { ...resting, articulation: { opening: 0, spread: -1 } },
      moves: { mouthWidth: -1 },
    },
  ];

describe('landmarksOf', () => {
  it.each(effects)(
    '$name moves what it should, on every face, by half a pixel or more',
    ({ expression, moves }) => {
      fc.assert(
        fc.property(fc.nat(500), (subject) => {
          const [before, after] = [measure(subject, resting), measure(subject, expression)];
          for (const [what, sign] of Object.entries(moves) as [Measure, 1 | -1][]) {
            expect((after[what] - before[what]) * sign).toBeGreaterThan(0.5);
          }
          // A mouth that does not open stays shut, an eye that is not told to move stays as it is.
          if (!('mouthOpening' in moves) && expression.actionUnits.au12 === 0) {
            expect(after.mouthOpening).toBeCloseTo(0, 4);
          }
        }),
      );
    },
  );

  it.each(effects)(
    'keeps the order of the parts under $name: brow, lid, nose, lips, chin',
    ({ expression }) => {
      for (const subject of [0, 1, 2, 3, 4, 5]) {
        const points = landmarksOf(identityOf(1, subject), expression, frontal, size);
        const column = [19, 37, 41, 30, 33, 51, 62, 66, 57, 8].map((i) => points[2 * i + 1]!);
        for (let i = 1; i < column.length; i++) {
          // The lids of a shut eye and the lips of a shut mouth meet.
          expect(column[i]! - column[i - 1]!).toBeGreaterThan(i === 2 || i === 7 ? -1e-3 : 0.5);
        }
      }
    },
  );

  it('shuts the eyes in a blink, whatever else they do', () => {
    for (const units of [{}, { au5: 1 }, { au43: 1 }, { au6: 1 }]) {
      const { leftAperture } = measure(3, { ...showing(units), blink: 1 });
      expect(leftAperture).toBeGreaterThanOrEqual(0);
      expect(leftAperture).toBeLessThan(0.5);
    }
  });

  it('turns with the head: yaw to the right, pitch down, roll and shift as given', () => {
    const at = (pose: Partial<Pose>) => measure(3, resting, { ...frontal, ...pose });
    const rest = at({});
    expect(rest.noseX).toBeCloseTo(50, 4);
    expect(at({ yaw: 0.3 }).noseX - rest.noseX).toBeGreaterThan(8);
    expect(at({ pitch: 0.2 }).noseY - rest.noseY).toBeGreaterThan(5);
    // The chin is below the middle: rolling to the right swings it to the left.
    expect(at({ roll: 0.2 }).faceX - rest.faceX).toBeLessThan(-5);
    expect(at({ x: 0.1 }).noseX - rest.noseX).toBeCloseTo(4.2, 4);
    expect(at({ y: 0.1 }).noseY - rest.noseY).toBeCloseTo(4.2, 4);
  });

  it('rolls around the center of the image, however the head is turned', () => {
    const angle = fc.double({ min: -0.4, max: 0.4, noNaN: true });
    fc.assert(
      fc.property(angle, angle, angle, (yaw, pitch, roll) => {
        const who = identityOf(1, 6);
        const straight = landmarksOf(who, resting, { ...frontal, yaw, pitch }, size);
        const rolled = landmarksOf(who, resting, { ...frontal, yaw, pitch, roll }, size);
        const [sin, cos] = [Math.sin(roll), Math.cos(roll)];
        for (let i = 0; i < 68; i++) {
          const [x, y] = [straight[2 * i]! - 50, straight[2 * i + 1]! - 50];
          expect(rolled[2 * i]).toBeCloseTo(50 + cos * x - sin * y, 3);
          expect(rolled[2 * i + 1]).toBeCloseTo(50 + sin * x + cos * y, 3);
        }
      }),
    );
  });

  it('foreshortens the mouth by the cosine of yaw, up to the curve of the face', () => {
    const straight = measure(3, resting).mouthWidth;
    const turned = measure(3, resting, { ...frontal, yaw: 0.5 }).mouthWidth;
    expect(turned / straight).toBeCloseTo(Math.cos(0.5), 4);
  });

  it('grows with the image and with the scale', () => {
    const who = identityOf(1, 2);
    const [small, large] = [50, 100].map((side) => landmarksOf(who, resting, frontal, side));
    expect([...large!]).toEqual([...small!].map((v) => expect.closeTo(2 * v, 3)));
    const near = measure(2, resting, { ...frontal, scale: 1.5 });
    expect(near.mouthWidth / measure(2, resting).mouthWidth).toBeCloseTo(1.5, 4);
  });

  it('is in the order of iBUG: each part from left to right, mirrored in a frontal face', () => {
    const points = landmarksOf(identityOf(1, 4), resting, frontal, size);
    const mirror = [16, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0]
      .concat([26, 25, 24, 23, 22, 21, 20, 19, 18, 17, 27, 28, 29, 30, 35, 34, 33, 32, 31])
      .concat([45, 44, 43, 42, 47, 46, 39, 38, 37, 36, 41, 40])
      .concat([54, 53, 52, 51, 50, 49, 48, 59, 58, 57, 56, 55, 64, 63, 62, 61, 60, 67, 66, 65]);
    expect(points).toHaveLength(2 * 68);
    mirror.forEach((j, i) => {
      expect(points[2 * i]! + points[2 * j]!).toBeCloseTo(size, 3);
      expect(points[2 * i + 1]).toBeCloseTo(points[2 * j + 1]!, 3);
    });
    for (const i of [0, 17, 22, 31, 48, 60]) expect(points[2 * i]).toBeLessThan(points[2 * i + 2]!);
  });

  it('refuses values out of range, by name', () => {
    const who = identityOf(1, 0);
    expect(() => landmarksOf(who, showing({ au12: 2 }), frontal, size)).toThrow(
      "landmarksOf: 'au12' must be in [0, 1], got 2.",
    );
    expect(() => landmarksOf(who, resting, { ...frontal, yaw: 1 }, size)).toThrow(
      "landmarksOf: 'yaw' must be in [-0.6, 0.6], got 1.",
    );
    expect(() => landmarksOf(who, resting, frontal, 8)).toThrow(
      "landmarksOf: 'size' must be an integer in [16, 1024], got 8.",
    );
  });
});

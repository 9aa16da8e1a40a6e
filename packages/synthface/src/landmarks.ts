import {
  browPlane,
  eyePlane,
  mouthPlane,
  noseBridgePlane,
  noseTipPlane,
  noseWingPlane,
} from './_anchors.ts';
import { assertExpression, assertPose, assertSize } from './_checks-face.ts';
import { type Expression, faceShape } from './_face-shape.ts';
import { type Affine, apply, Placement, type Pose } from './_placement.ts';
import type { Curve } from './_shapes.ts';
import type { Identity } from './identity.ts';

/**
 * Returns the 68 landmarks (iBUG 300-W) of the face that {@link renderFace} paints: jaw 0-16, brows 17-26, nose
 * 27-35, eyes 36-47, outer lips 48-59, inner lips 60-67, each from left to right in the image. They are computed
 * from the curves that are painted.
 *
 * @param who a person, from {@link identityOf}.
 * @param size side of the image in pixels, 16 to 1024.
 * @returns `[68, 2]`: (x, y) in pixels; the center of the first pixel is at (0.5, 0.5).
 * @throws RangeError if an argument is out of range, as in {@link renderFace}.
 * @see Sagonas et al., 300 Faces in-the-Wild Challenge (2013)
 * @example
 * ```ts
 * import { identityOf, landmarksOf, restingFace } from '@ssvaerr/synthface';
 *
 * const silence = { opening: 0, spread: 0 };
 * const neutral = { actionUnits: restingFace, articulation: silence, blink: 0, gazeX: 0, gazeY: 0 };
 * const frontal = { yaw: 0, pitch: 0, roll: 0, x: 0, y: 0, scale: 1 };
 * const points = landmarksOf(identityOf(1, 0), neutral, frontal, 96);
 * console.log(points.length, points[2 * 8]); // 136 48
 * ```
 */
export function landmarksOf(
  who: Identity,
  expression: Expression,
  pose: Pose,
  size: number,
): Float32Array {
  assertExpression('landmarksOf', expression);
  assertPose('landmarksOf', pose);
  assertSize('landmarksOf', size);
  const place = new Placement(pose, who.headWidth, size);
  const shape = faceShape(who, expression);
  const { brow, eye, mouth, chin } = shape;
  const points: number[] = [];
  const put = (at: Affine, x: number, y: number) => points.push(...apply(at, [x, y]));
  const along = (at: Affine, from: number, to: number, count: number, curve: Curve) => {
    for (let i = 0; i < count; i++) {
      const x = from + ((to - from) * (i + 1)) / (count + 1);
      put(at, x, curve(x));
    }
  };

  const outline = place.outline();
  for (let i = -8; i <= 8; i++) {
    const y = chin * (1 - (Math.abs(i) / 8) ** 1.5);
    put(outline, Math.sign(i) * shape.headWidthAt(y), y);
  }
  for (const side of [-1, 1] as const) {
    const at = browPlane(place, who, shape, side);
    for (let i = 0; i < 5; i++) {
      const share = side < 0 ? 1 - i / 4 : i / 4;
      const x = brow.inner + (brow.outer - brow.inner) * share;
      put(at, x, brow.line(x));
    }
  }
  for (let i = 0; i < 3; i++) put(noseBridgePlane(place), 0, (i * shape.noseBase) / 4);
  put(noseTipPlane(place), 0, shape.noseBase - 0.06);
  for (const x of [-1, -0.5, 0, 0.5, 1]) {
    put(noseWingPlane(place, 1), x * who.noseWidth, shape.noseBase - 0.01 * Math.abs(x));
  }
  for (const side of [-1, 1] as const) {
    const at = eyePlane(place, shape, side);
    const [first, last] = side < 0 ? [eye.outer, eye.inner] : [eye.inner, eye.outer];
    put(at, first, eye.upper(first));
    along(at, first, last, 2, eye.upper);
    put(at, last, eye.upper(last));
    along(at, last, first, 2, eye.lower);
  }
  const at = mouthPlane(place, who);
  const { width } = mouth;
  for (const [share, count, upper, lower] of [
    [1, 5, mouth.top, mouth.bottom],
    [0.9, 3, mouth.innerTop, mouth.innerBottom],
  ] as const) {
    put(at, -share * width, upper(-share * width));
    along(at, -share * width, share * width, count, upper);
    put(at, share * width, upper(share * width));
    along(at, share * width, -share * width, count, lower);
  }
  return Float32Array.from(points);
}

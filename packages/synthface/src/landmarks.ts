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
 * Where the 68 landmarks of iBUG 300-W are in the picture that {@link renderFace} paints: jaw 0-16,
 * brows 17-26, nose 27-35, eyes 36-47, outer lips 48-59, inner lips 60-67, each from left to right in
 * the picture as there. Taken from the very curves that are painted.
 *
 * @param size side of the picture, pixels.
 * @returns `[68, 2]`: (x, y) in pixels, the middle of the first pixel at (0.5, 0.5).
 * @throws RangeError as {@link renderFace}.
 * @see Sagonas et al., 300 Faces in-the-Wild Challenge (2013)
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

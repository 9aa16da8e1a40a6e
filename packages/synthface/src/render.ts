import { paintBeard } from './_beard.ts';
import { Canvas, type Light } from './_canvas.ts';
import { assertExpression, assertPose, assertSize } from './_checks-face.ts';
import { paintBrows, paintEyes } from './_eyes.ts';
import { type Expression, faceShape } from './_face-shape.ts';
import { paintGlasses } from './_glasses.ts';
import { paintHair, paintHairBehind } from './_hair.ts';
import { paintBehind, paintHead } from './_head.ts';
import { paintMouth } from './_mouth.ts';
import { paintNose } from './_nose.ts';
import { Placement, type Pose } from './_placement.ts';
import type { Backdrop, Scene } from './_scene.ts';
import { paintSkin } from './_skin.ts';
import type { Identity } from './identity.ts';

/** Pose, light and background of a rendered face. */
export interface View {
  readonly pose: Pose;
  readonly light: Light;
  readonly backdrop: Backdrop;
}

/**
 * Renders one face: it paints an albedo and a relief from back to front and lights them at the end.
 *
 * @param who a person, from {@link identityOf}.
 * @param expression action units, opening and blink in [0, 1]; spread and gaze in [-1, 1].
 * @param view yaw, pitch and roll up to 0.6, 0.4 and 0.8 rad, shifts in [-1, 1], scale in [0.5, 2]; light; backdrop.
 * @param size side of the image in pixels, 16 to 1024.
 * @returns `[size, size]`, from 0 (black) to 1 (white); above 1 where overexposed.
 * @throws RangeError if an argument is out of range.
 * @example
 * ```ts
 * import { identityOf, renderFace, restingFace } from '@ssvaerr/synthface';
 *
 * const silence = { opening: 0, spread: 0 };
 * const neutral = { actionUnits: restingFace, articulation: silence, blink: 0, gazeX: 0, gazeY: 0 };
 * const image = renderFace(identityOf(1, 0), neutral, {
 *   pose: { yaw: 0, pitch: 0, roll: 0, x: 0, y: 0, scale: 1 },
 *   light: { x: 0, y: 0, z: 1, direct: 0.7, ambient: 0.3 },
 *   backdrop: { tone: 0.5, slope: 0, edge: 0.5, step: 0 },
 * }, 96);
 * console.log(image.length, image[0]!.toFixed(2)); // 9216 0.50
 * ```
 */
export function renderFace(
  who: Identity,
  expression: Expression,
  view: View,
  size: number,
): Float32Array {
  assertExpression('renderFace', expression);
  assertPose('renderFace', view.pose);
  assertSize('renderFace', size);
  const canvas = new Canvas(size);
  const place = new Placement(view.pose, who.headWidth, size);
  const shape = faceShape(who, expression);
  const scene: Scene = { canvas, place, who, expression, shape, ...view };
  paintBehind(scene);
  paintHairBehind(scene);
  paintHead(scene);
  paintSkin(scene);
  paintNose(scene);
  paintBeard(scene);
  paintMouth(scene);
  paintEyes(scene);
  paintBrows(scene);
  paintHair(scene);
  paintGlasses(scene);
  return canvas.light(view.light);
}

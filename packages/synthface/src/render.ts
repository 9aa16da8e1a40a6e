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
 * Paints one face: an albedo and a relief, back to front, lit at the end.
 *
 * @param who from {@link identityOf}.
 * @param expression action units, opening and blink in [0, 1], spread and gaze in [-1, 1].
 * @param view yaw, pitch, roll up to 0.6, 0.4, 0.8 rad, shifts in [-1, 1], scale in [0.5, 2].
 * @param size side of the picture, 16 to 1024 pixels.
 * @returns `[size, size]`, 0 black, 1 white, above 1 where overexposed.
 * @throws RangeError outside these.
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

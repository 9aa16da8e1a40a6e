import type { Canvas, Light } from './_canvas.ts';
import type { Expression, FaceShape } from './_face-shape.ts';
import type { Placement } from './_placement.ts';
import type { Identity } from './identity.ts';

/** The wall behind a person: a vertical gradient and one vertical edge. */
export interface Backdrop {
  readonly tone: number;
  readonly slope: number;
  /** Position of the edge as a share of the width, and how much lighter its right side is. */
  readonly edge: number;
  readonly step: number;
}

/** Everything that the painters of one image share. */
export interface Scene {
  readonly canvas: Canvas;
  readonly place: Placement;
  readonly who: Identity;
  readonly expression: Expression;
  readonly shape: FaceShape;
  readonly light: Light;
  readonly backdrop: Backdrop;
}

import type { FaceShape } from './_face-shape.ts';
import type { Affine, Placement } from './_placement.ts';
import type { Identity } from './identity.ts';

// Where the painters and the landmarks hold the movable parts of a face.

export const browPlane = (
  place: Placement,
  who: Identity,
  { brow }: FaceShape,
  side: 1 | -1,
): Affine => place.skin((brow.inner + brow.outer) / 2, -who.browHeight, { side });

export const eyePlane = (place: Placement, { eye }: FaceShape, side: 1 | -1): Affine =>
  place.skin(eye.x, eye.y, { side });

export const noseTipPlane = (place: Placement): Affine => place.skin(0, 0.25, { lift: 0.16 });

export const noseWingPlane = (place: Placement, side: 1 | -1): Affine =>
  place.skin(0, 0.25, { side, lift: 0.1 });

export const noseBridgePlane = (place: Placement): Affine => place.skin(0, 0.1, { lift: 0.08 });

export const mouthPlane = (place: Placement, who: Identity): Affine =>
  place.skin(0, who.mouthHeight, { lift: 0.03 });

import type { Scene } from './_scene.ts';
import { ellipse, line } from './_shapes.ts';

/** Brow ridge, sockets, cheeks, chin, and what age and expression fold. */
export function paintSkin(scene: Scene): void {
  const { canvas, place, who, shape, expression } = scene;
  const { actionUnits: au } = expression;
  canvas.raise(place.skin(0, 0.1), ellipse(0, -0.15, 0.5, 0.13), 0.03, 0.12);
  canvas.raise(place.skin(0, 0.85), ellipse(0, 0.84 * shape.chin, 0.19, 0.13), 0.05, 0.12);
  for (const side of [-1, 1] as const) {
    const at = place.skin(0.35, 0.3, { side });
    canvas.raise(at, ellipse(who.eyeSpacing, 0, 0.21, 0.15), -0.05, 0.15);
    const lift = 0.05 * au.au6;
    const cheek = ellipse(0.37, 0.29 - lift, 0.22, 0.19);
    canvas.raise(at, cheek, 0.04 + 0.06 * Math.max(au.au6, au.au12), 0.18);
    paintFolds(scene, side);
  }
  // AU1 and AU2: lines across the forehead.
  const forehead = place.skin(0, -0.42);
  const raised = Math.min(1, who.age * Math.max(au.au1, au.au2));
  if (raised > 0) {
    for (const y of [-0.37, -0.46, -0.55]) {
      const wrinkle = line([-0.36, y + 0.04, -0.14, y, 0.14, y, 0.36, y + 0.04], 0.036);
      canvas.raise(forehead, wrinkle, -0.02 * raised, 0.036, 1 - 0.25 * raised);
    }
  }
}

function paintFolds({ canvas, place, who, shape, expression }: Scene, side: 1 | -1): void {
  const { actionUnits: au } = expression;
  const { mouth, eye, noseBase } = shape;
  const crease = (points: readonly number[], radius: number, depth: number) => {
    if (depth <= 0) return;
    const strength = Math.min(1, depth);
    const at = place.skin(points[0]!, points[1]!, { side });
    canvas.raise(at, line(points, radius), -0.025 * strength, radius, 1 - 0.35 * strength);
  };
  // AU12: from the wing of the nose around the corner of the mouth.
  const wing = [who.noseWidth + 0.03, noseBase - 0.05];
  const beside = [mouth.width * 0.9 + 0.06, mouth.cornerY - 0.11];
  const below = [mouth.width + 0.09, mouth.cornerY + 0.03];
  crease([...wing, ...beside, ...below], 0.04, who.age * (0.1 + 0.9 * au.au12));
  // AU15: below the corner.
  const corner = [mouth.width + 0.015, mouth.cornerY + 0.02];
  crease([...corner, mouth.width + 0.05, mouth.cornerY + 0.14], 0.04, who.age * au.au15);
  // AU4: between the brows.
  crease([0.055, -0.25, 0.045, -0.1], 0.032, who.age * au.au4);
  // AU6: crow's feet and the bag under the eye.
  const out = eye.outer + 0.035;
  for (const turn of [-0.045, 0.005, 0.05]) {
    crease([out, 0.01 + turn * 0.6, out + 0.09, 0.01 + turn * 1.7], 0.02, 0.7 * who.age * au.au6);
  }
  const bag = [eye.inner + 0.02, 0.08, eye.x, 0.11, eye.outer - 0.02, 0.085];
  crease(bag, 0.028, who.age * (0.2 + 0.6 * au.au6));
}

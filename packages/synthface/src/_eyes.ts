import { browPlane, eyePlane } from './_anchors.ts';
import type { Scene } from './_scene.ts';
import { band, both, ellipse } from './_shapes.ts';

export function paintEyes({ canvas, place, who, shape, expression, light }: Scene): void {
  const { eye } = shape;
  for (const side of [-1, 1] as const) {
    const at = eyePlane(place, shape, side);
    const opening = band(eye.inner, eye.outer, eye.upper, eye.lower);
    if (eye.aperture > 0.004) {
      const white = 0.55 + 0.4 * who.skin;
      canvas.fill(at, opening, white);
      // The upper lid shades the ball.
      const lidShadow = band(eye.inner, eye.outer, eye.upper, (x) => eye.upper(x) + 0.035);
      canvas.shade(at, both(opening, lidShadow), 0.72);
      const [x, y] = [
        eye.x + side * expression.gazeX * who.eyeWidth,
        -0.012 + expression.gazeY * 0.05,
      ];
      canvas.fill(at, both(opening, ellipse(x, y, 0.066, 0.066)), who.iris);
      canvas.fill(at, both(opening, ellipse(x, y, 0.03, 0.03)), 0.03);
      const glint = ellipse(x + side * light.x * 0.04, y + light.y * 0.03, 0.018, 0.018);
      canvas.fill(at, both(opening, glint), 1.25);
    }
    const lash = band(
      eye.inner - 0.005,
      eye.outer + 0.012,
      (x) => eye.upper(x) - 0.02,
      (x) => eye.upper(x) + 0.008,
    );
    canvas.fill(at, lash, 0.08, { opacity: 0.85 });
    const rim = band(eye.inner + 0.03, eye.outer, eye.lower, (x) => eye.lower(x) + 0.012);
    canvas.shade(at, rim, 0.6);
    // The crease of the upper lid disappears when the lid is down.
    const crease = band(
      eye.inner + 0.02,
      eye.outer,
      (x) => eye.upper(x) - 0.052,
      (x) => eye.upper(x) - 0.036,
    );
    canvas.shade(at, crease, 0.62, { opacity: Math.max(0, Math.min(1, eye.aperture * 12)) });
  }
}

export function paintBrows({ canvas, place, who, shape }: Scene): void {
  const { inner, outer, line: middle } = shape.brow;
  for (const side of [-1, 1] as const) {
    const at = browPlane(place, who, shape, side);
    const thickness = (x: number) => {
      const t = (x - inner) / (outer - inner);
      return who.browThickness * (1.15 - 0.75 * t * t);
    };
    const brow = band(
      inner,
      outer,
      (x) => middle(x) - thickness(x),
      (x) => middle(x) + thickness(x),
    );
    canvas.raise(at, brow, 0.015, 0.02);
    canvas.fill(at, brow, who.brow, { opacity: 0.88 });
  }
}

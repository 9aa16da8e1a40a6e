import { noseBridgePlane, noseTipPlane, noseWingPlane } from './_anchors.ts';
import type { Scene } from './_scene.ts';
import { ellipse, line } from './_shapes.ts';

/** Bridge, tip, wings, nostrils, and the shadow they throw. */
export function paintNose({ canvas, place, who, shape, light }: Scene): void {
  const { noseBase } = shape;
  const { noseWidth: width } = who;
  const shadow = ellipse(-0.12 * light.x, noseBase + 0.06, width * 1.2, 0.08);
  canvas.shade(place.skin(0, noseBase), shadow, 0.72, { feather: 0.08 });
  const bridge = line([0, -0.02, 0, noseBase - 0.08], 0.1);
  canvas.raise(noseBridgePlane(place), bridge, 0.07, 0.1);
  const tip = ellipse(0, noseBase - 0.06, 0.1, 0.095);
  canvas.raise(noseTipPlane(place), tip, 0.08, 0.095);
  for (const side of [-1, 1] as const) {
    const at = noseWingPlane(place, side);
    canvas.raise(at, ellipse(width - 0.04, noseBase - 0.03, 0.055, 0.055), 0.045, 0.05);
    const nostril = ellipse(width * 0.48, noseBase + 0.005, width * 0.3, 0.024);
    canvas.shade(at, nostril, 0.3, { feather: 0.02 });
    const wing = line([width + 0.012, noseBase - 0.06, width + 0.008, noseBase + 0.005], 0.022);
    canvas.shade(at, wing, 0.75, { feather: 0.02 });
  }
}

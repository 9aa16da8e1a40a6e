import type { FaceShape } from './_face-shape.ts';
import { identity } from './_placement.ts';
import { smoothStep } from './_ramp.ts';
import type { Scene } from './_scene.ts';
import { both, ellipse, line, type Shape } from './_shapes.ts';
import type { Identity } from './identity.ts';

/** Depth of the relief of the head, below its real one: soft light on a round face. */
const roundness = 0.55;

/** Wall, shoulders and neck. */
export function paintBehind({ canvas, place, who, backdrop }: Scene): void {
  const { size } = canvas;
  const whole: Shape = { box: [0, 0, size, size], inside: () => size };
  const { tone, slope, edge, step } = backdrop;
  canvas.fill(identity, whole, (x, y) => {
    const wall = tone + slope * (y / size - 0.5);
    return wall + step * smoothStep(edge - 0.02, edge + 0.02, x / size);
  });

  // Flat, their roundness painted: a relief would end in a bright rim where the chin begins.
  const body = place.body();
  const round = (x: number) => 1 - 0.4 * x * x;
  canvas.fill(body, ellipse(0, 2.0, 1.3, 0.75), (x) => who.shirt * round(x / 1.3));
  const neckWidth = 0.44 * (0.55 + 0.5 * who.headWidth);
  const neck = line([0, 0.6, 0, 1.2], neckWidth);
  canvas.fill(body, neck, (x) => 0.92 * who.skin * round(x / neckWidth));
  canvas.shade(body, both(neck, ellipse(0, 0.95, 0.7, 0.4)), 0.5, { feather: 0.25 });
}

/** Skull, jaw, ears. */
export function paintHead({ canvas, place, who, shape }: Scene): void {
  for (const side of who.hairStyle === 'long' ? [] : [-1, 1]) {
    const at = place.outline(-0.15);
    const x0 = side * (who.headWidth + 0.01);
    const ear = ellipse(x0, 0.1, 0.1, 0.2);
    canvas.solid(at, ear, who.skin * 0.92, (x, y) => dome((x - x0) / 0.1, (y - 0.1) / 0.2, 0.1));
    canvas.shade(at, ellipse(x0 + side * 0.01, 0.1, 0.055, 0.11), 0.6, { feather: 0.05 });
  }
  const head = headShape(who, shape);
  canvas.solid(place.outline(), head, who.skin, (x, y) => {
    const v = y > 0 ? y / shape.chin : y;
    const u = x / Math.max(0.02, shape.headWidthAt(y));
    return roundness * Math.sqrt(Math.max(0, (1 - u * u) * (1 - v * v)));
  });
}

/** The outline of skull and jaw, grown by `margin`. */
export function headShape(who: Identity, { chin, headWidthAt }: FaceShape, margin = 0): Shape {
  const width = who.headWidth + margin;
  return {
    box: [-1.06 * width, -1 - margin, 1.06 * width, chin + margin],
    inside: (x, y) => {
      // Stretched by the margin, then measured across and along, whichever edge is nearer.
      const shrunkY = y / (1 + margin);
      const across = headWidthAt(shrunkY) * (width / who.headWidth) - Math.abs(x);
      const along = y > 0 ? chin + margin - y : y + 1 + margin;
      // Between the two the edge is slanted: the distance to the chord through both crossings.
      return across <= 0 || along <= 0
        ? Math.min(across, along)
        : (across * along) / Math.sqrt(across * across + along * along);
    },
  };
}

function dome(u: number, v: number, height: number): number {
  return height * Math.sqrt(Math.max(0, 1 - u * u - v * v));
}

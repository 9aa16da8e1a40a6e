import { mouthPlane } from './_anchors.ts';
import type { Scene } from './_scene.ts';
import { band, both, ellipse } from './_shapes.ts';

export function paintMouth({ canvas, place, who, shape, expression }: Scene): void {
  const { width, top, innerTop, innerBottom, bottom, gap, cornerY } = shape.mouth;
  const at = mouthPlane(place, who);
  const lips = who.skin * who.lipTone;
  const upper = band(-width, width, top, innerTop);
  const lower = band(-width, width, innerBottom, bottom);
  canvas.raise(at, band(-width, width, top, bottom), 0.035, 0.06);
  canvas.shade(
    at,
    band(-0.6 * width, 0.6 * width, bottom, (x) => bottom(x) + 0.07),
    0.7,
    { feather: 0.03 },
  );
  canvas.fill(at, upper, lips * 0.9);
  canvas.fill(at, lower, lips * 1.08);
  const inside = band(-width * 0.96, width * 0.96, innerTop, innerBottom);
  if (gap > 0.012) {
    canvas.fill(at, inside, 0.07);
    // Upper teeth show with a smile and with an open mouth, the tongue only with the latter.
    const teethBottom = (x: number) => innerTop(x) + Math.min(0.055, 0.5 * gap);
    const teeth = band(-width * 0.8, width * 0.8, innerTop, teethBottom);
    canvas.fill(at, both(inside, teeth), 0.8, {
      opacity: 0.55 + 0.4 * expression.actionUnits.au12,
    });
    canvas.fill(
      at,
      both(inside, ellipse(0, innerBottom(0), width * 0.5, gap * 0.35)),
      who.skin * 0.5,
      { opacity: 0.7 },
    );
  }
  const parting = band(
    -width,
    width,
    (x) => innerTop(x) - 0.008,
    (x) => innerTop(x) + 0.01,
  );
  canvas.fill(at, parting, 0.12, { opacity: gap > 0.03 ? 0.2 : 0.75 });
  for (const side of [-1, 1]) {
    canvas.shade(at, ellipse(side * width, cornerY, 0.03, 0.026), 0.55, { feather: 0.025 });
  }
}

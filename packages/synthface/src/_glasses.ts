import type { Canvas } from './_canvas.ts';
import { type Affine, apply, identity, type Point } from './_placement.ts';
import type { Scene } from './_scene.ts';
import { band, both, ellipse, line, without } from './_shapes.ts';

export function paintGlasses({ canvas, place, who, light }: Scene): void {
  if (who.glasses === 'none') return;
  const round = who.glasses === 'round';
  const [rx, ry] = round ? [0.205, 0.19] : [0.225, 0.155];
  const frame = who.hair > 0.4 ? 0.12 : 0.06;
  const x0 = who.eyeSpacing + 0.01;
  const y0 = 0.015;
  for (const side of [-1, 1] as const) {
    const at = place.skin(x0, y0, { side, lift: 0.12 });
    const [outside, inside] = round
      ? [ellipse(x0, y0, rx, ry), ellipse(x0, y0, rx - 0.026, ry - 0.026)]
      : [box(x0, y0, rx, ry), box(x0, y0, rx - 0.026, ry - 0.03)];
    canvas.shade(at, inside, 1.06 + 0.05 * light.direct);
    canvas.fill(at, both(inside, line([x0 - 0.1, y0 - 0.1, x0 - 0.03, y0 - 0.12], 0.016)), 1.1, {
      opacity: 0.5,
    });
    canvas.fill(at, without(outside, inside), frame);
    paintTemple(
      canvas,
      at,
      [x0 + rx, y0 - 0.03],
      place.outline(-0.15),
      [side * who.headWidth, 0.02],
      frame,
    );
  }
  const bridge = band(
    -x0 + rx - 0.02,
    x0 - rx + 0.02,
    (x) => y0 - 0.05 + x * x,
    (x) => y0 - 0.022 + x * x,
  );
  canvas.fill(place.skin(0, y0, { lift: 0.14 }), bridge, frame);
}

/** The arm of the glasses, from the lens to the ear; nothing if the lens hides the ear. */
function paintTemple(
  canvas: Canvas,
  lens: Affine,
  from: Point,
  head: Affine,
  to: Point,
  tone: number,
) {
  const [x0, y0] = apply(lens, from);
  const [x1, y1] = apply(head, to);
  if ((x1 - x0) * to[0] <= 0) return;
  const thickness = 0.013 * Math.sqrt(head.a * head.d - head.b * head.c);
  canvas.fill(identity, line([x0, y0, x1, y1], thickness), tone);
}

function box(cx: number, cy: number, rx: number, ry: number) {
  return band(
    cx - rx,
    cx + rx,
    () => cy - ry,
    () => cy + ry,
  );
}

import { mouthPlane } from './_anchors.ts';
import { headShape } from './_head.ts';
import type { Scene } from './_scene.ts';
import { band, both, ellipse, line, without } from './_shapes.ts';
import { strands } from './_strands.ts';

export function paintBeard({ canvas, place, who, shape }: Scene): void {
  if (who.beard === 'none') return;
  const { width, top, bottom, cornerY } = shape.mouth;
  const tone = who.hair * 0.8 + 0.02;
  const at = mouthPlane(place, who);
  const moustache = band(
    -width * 1.05,
    width * 1.05,
    (x) => Math.max(shape.noseBase + 0.03, top(x) - 0.09) + 0.06 * (x / width) ** 2,
    (x) => top(x) + 0.01,
  );
  if (who.beard === 'moustache') {
    canvas.raise(at, moustache, 0.02, 0.03);
    canvas.fill(at, moustache, strands(tone, 60), { opacity: 0.9 });
    return;
  }
  const full = who.beard === 'full';
  const opacity = full ? 0.88 : 0.3;
  // From the ears, below the cheeks: over the jaw as we see it, and thicker over the turning chin.
  const cheeks = band(
    -1,
    1,
    (x) => 0.57 - 0.25 * Math.min(1, (x / who.headWidth) ** 2),
    () => 1.2,
  );
  const jaw = both(headShape(who, shape), cheeks);
  canvas.fill(place.outline(), jaw, strands(tone, 45), { opacity, feather: 0.1 });
  const lips = band(
    -width * 0.8,
    width * 0.8,
    (x) => top(x) - 0.01,
    (x) => bottom(x) + 0.02,
  );
  const chin = without(ellipse(0, 0.84 * shape.chin, 0.36, 0.26), lips);
  const front = place.skin(0, 0.75);
  canvas.fill(front, chin, strands(tone, 50), { opacity: opacity * 0.8, feather: 0.1 });
  canvas.fill(at, moustache, strands(tone, 60), { opacity, feather: 0.02 });
  if (!full) return;
  for (const side of [-1, 1]) {
    const [x, y] = [side * width * 1.12, cornerY - 0.04];
    const beside = line([x, y, side * width * 1.05, 0.85], 0.07);
    canvas.fill(at, beside, tone, { opacity: 0.7, feather: 0.06 });
  }
}

import { headShape } from './_head.ts';
import type { Scene } from './_scene.ts';
import { band, both, ellipse, type Shape } from './_shapes.ts';
import { strands } from './_strands.ts';

/** Paints the hair behind the head. */
export function paintHairBehind({ canvas, place, who }: Scene): void {
  const at = place.outline(-0.3);
  if (who.hairStyle === 'long') {
    const fall = band(
      -1,
      1,
      () => -0.9,
      () => 1.6,
    );
    const width = who.headWidth + 0.2;
    const round = ellipse(0, 0.25, width, 1.35);
    canvas.fill(at, both(fall, round), strands(who.hair * 0.75, 30));
  }
  if (who.hairStyle === 'curly') {
    const puff = bumpy(ellipse(0, -0.35, who.headWidth + 0.2, 0.86), 0.03);
    canvas.fill(at, puff, strands(who.hair * 0.85, 25));
  }
}

/** Paints the hair on the head. */
export function paintHair(scene: Scene): void {
  const { canvas, place, who } = scene;
  if (who.hairStyle === 'bald') return;
  const at = place.outline();
  const margin = { short: 0.035, parted: 0.06, fringe: 0.075, long: 0.08, curly: 0.1 }[
    who.hairStyle
  ];
  // The hairline turns with the face; the outline does not.
  const turned = (place.skin(0, who.hairline).e - at.e) / place.scale;
  const cap = both(headShape(who, scene.shape, margin), above(who, turned / 2));
  canvas.raise(at, cap, 0.05, 0.08);
  canvas.fill(at, cap, strands(who.hair, who.hairStyle === 'curly' ? 22 : 38));
}

/** The region above the hairline. */
function above({ hairStyle, hairline, headWidth }: Scene['who'], dx: number): Shape {
  const sides = 0.62; // how far down the temples the hair reaches
  const edge = (x: number) => {
    const u = (x - dx) / headWidth;
    const u2 = u * u;
    const temple = hairline + 0.08 * u2 + sides * u2 * u2;
    switch (hairStyle) {
      case 'parted':
        return temple + 0.1 + 0.12 * u - 0.44 * Math.max(0, 0.35 - Math.abs(u + 0.35));
      case 'fringe':
        return Math.max(temple, hairline + 0.26 - 0.06 * u2 + 0.012 * Math.sin(40 * u));
      case 'long':
        return temple + 0.35 * u2 * u2 - 0.1 * Math.max(0, 0.25 - Math.abs(u));
      case 'curly':
        return temple + 0.025 * Math.sin(26 * u);
      default:
        return temple;
    }
  };
  return {
    box: [-1.2, -1.3, 1.2, 0.9],
    inside: (x, y) => edge(x) - y,
  };
}

/** A shape with a wavy edge. */
function bumpy({ box, inside }: Shape, height: number): Shape {
  return {
    box: [box[0] - height, box[1] - height, box[2] + height, box[3] + height],
    inside: (x, y) => inside(x, y) + height * Math.sin(14 * x + 3) * Math.sin(14 * y),
  };
}

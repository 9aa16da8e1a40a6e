import { clamp } from './_ramp.ts';

/** A flat shape: the box that holds it, and the signed distance to its edge, positive inside. */
export interface Shape {
  readonly box: readonly [left: number, top: number, right: number, bottom: number];
  readonly inside: (x: number, y: number) => number;
}

/** Curve `y(x)`. */
export type Curve = (x: number) => number;

export function ellipse(cx: number, cy: number, rx: number, ry: number): Shape {
  return {
    box: [cx - rx, cy - ry, cx + rx, cy + ry],
    // First-order distance: the implicit function over the length of its gradient.
    inside: (x, y) => {
      const u = (x - cx) / rx;
      const v = (y - cy) / ry;
      const k = Math.sqrt(u * u + v * v);
      const du = u / rx;
      const dv = v / ry;
      const slope = Math.sqrt(du * du + dv * dv);
      return slope < 1e-9 ? Math.min(rx, ry) : (k * (1 - k)) / slope;
    },
  };
}

/** What lies below `top` and above `bottom` (y points down), from `left` to `right`. */
export function band(left: number, right: number, top: Curve, bottom: Curve): Shape {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let i = 0; i <= 8; i++) {
    const x = left + ((right - left) * i) / 8;
    low = Math.min(low, top(x));
    high = Math.max(high, bottom(x));
  }
  const margin = 0.1 * (high - low);
  return {
    box: [left, low - margin, right, high + margin],
    inside: (x, y) => Math.min(y - top(x), bottom(x) - y, x - left, right - x),
  };
}

/** A line of the given half width through points `[x, y, x, y, ...]`, round at its ends. */
export function line(points: readonly number[], radius: number): Shape {
  const xs = points.filter((_, i) => i % 2 === 0);
  const ys = points.filter((_, i) => i % 2 === 1);
  return {
    box: [
      Math.min(...xs) - radius,
      Math.min(...ys) - radius,
      Math.max(...xs) + radius,
      Math.max(...ys) + radius,
    ],
    inside: (x, y) => {
      let nearest = Number.POSITIVE_INFINITY;
      for (let i = 1; i < xs.length; i++) {
        const fromX = x - xs[i - 1]!;
        const fromY = y - ys[i - 1]!;
        const dx = xs[i]! - xs[i - 1]!;
        const dy = ys[i]! - ys[i - 1]!;
        const t = clamp((fromX * dx + fromY * dy) / (dx * dx + dy * dy), 0, 1);
        const ex = fromX - t * dx;
        const ey = fromY - t * dy;
        nearest = Math.min(nearest, ex * ex + ey * ey);
      }
      return radius - Math.sqrt(nearest);
    },
  };
}

export function both(a: Shape, b: Shape): Shape {
  return {
    box: [
      Math.max(a.box[0], b.box[0]),
      Math.max(a.box[1], b.box[1]),
      Math.min(a.box[2], b.box[2]),
      Math.min(a.box[3], b.box[3]),
    ],
    inside: (x, y) => Math.min(a.inside(x, y), b.inside(x, y)),
  };
}

export function without(a: Shape, b: Shape): Shape {
  return { box: a.box, inside: (x, y) => Math.min(a.inside(x, y), -b.inside(x, y)) };
}

/** Pose of the head. Angles are in radians, lengths in half heights of the head. */
export interface Pose {
  /** Positive turns the face to the right of the image. */
  readonly yaw: number;
  /** Positive nods down. */
  readonly pitch: number;
  /** Positive leans to the right of the image. */
  readonly roll: number;
  /** Offset from the center of the image. */
  readonly x: number;
  readonly y: number;
  /** Size of the head; at 1 half the head fills 0.42 of the image height. */
  readonly scale: number;
}

/** Maps `(x, y)` to `(a x + c y + e, b x + d y + f)`. */
export interface Affine {
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly d: number;
  readonly e: number;
  readonly f: number;
}

export type Point = readonly [x: number, y: number];

export function apply({ a, b, c, d, e, f }: Affine, [x, y]: Point): Point {
  return [a * x + c * y + e, b * x + d * y + f];
}

export const identity: Affine = { a: 1, b: 0, c: 0, d: 1, e: 0, f: 0 };

/** Half the head's depth, in half heights. */
const depth = 0.8;

/** Places parts of the face in a picture of `size` x `size` pixels; weak perspective. */
export class Placement {
  /** Pixels of one unit. */
  readonly scale: number;
  readonly #headWidth: number;
  readonly #size: number;
  readonly #pose: Pose;
  readonly #x: readonly [number, number, number];
  readonly #y: readonly [number, number, number];

  constructor(pose: Pose, headWidth: number, size: number) {
    this.scale = 0.42 * size * pose.scale;
    this.#headWidth = headWidth;
    this.#size = size;
    this.#pose = pose;
    const [sinYaw, cosYaw] = [Math.sin(pose.yaw), Math.cos(pose.yaw)];
    const [sinPitch, cosPitch] = [Math.sin(pose.pitch), Math.cos(pose.pitch)];
    this.#x = [cosYaw, 0, sinYaw];
    this.#y = [-sinYaw * sinPitch, cosPitch, cosYaw * sinPitch];
  }

  /**
   * The skin around `(x, y)`, as a plane that touches the ellipsoid of the head there and is lifted
   * off it by `lift`. `side` -1 mirrors: the left half of the face is drawn as the right one.
   */
  skin(
    x: number,
    y: number,
    { side = 1, lift = 0 }: { side?: 1 | -1; lift?: number } = {},
  ): Affine {
    const rx = this.#headWidth;
    const z = Math.sqrt(Math.max(0.2, 1 - (x / rx) ** 2 - y * y));
    const zx = (-depth * x) / (rx * rx * z);
    const zy = (-depth * y) / z;
    const z0 = depth * z + lift - zx * x - zy * y;
    const row = ([rx0, ry0, rz0]: readonly [number, number, number]) => {
      // The plane z = z0 + zx x + zy y, mirrored in x before the head turns.
      return [side * rx0 + rz0 * zx, ry0 + rz0 * zy, rz0 * z0] as const;
    };
    return this.#toPicture(row(this.#x), row(this.#y));
  }

  /** A plane through the middle of the head that always faces us: outlines hardly change with pose. */
  outline(z = 0): Affine {
    return this.#toPicture([1, 0, this.#x[2] * z], [0, 1, this.#y[2] * z]);
  }

  /** The middle of the picture without roll: neck and shoulders. */
  body(): Affine {
    const { x, y } = this.#pose;
    const [s, half] = [this.scale, this.#size / 2];
    return { a: s, b: 0, c: 0, d: s, e: half + s * x * 0.7, f: half + s * y };
  }

  #toPicture(
    [xx, xy, x0]: readonly [number, number, number],
    [yx, yy, y0]: readonly [number, number, number],
  ): Affine {
    const { roll, x, y } = this.#pose;
    const [s, half] = [this.scale, this.#size / 2];
    const [sin, cos] = [s * Math.sin(roll), s * Math.cos(roll)];
    return {
      a: cos * xx - sin * yx,
      c: cos * xy - sin * yy,
      e: cos * x0 - sin * y0 + half + s * x,
      b: sin * xx + cos * yx,
      d: sin * xy + cos * yy,
      f: sin * x0 + cos * y0 + half + s * y,
    };
  }
}

import type { Affine } from './_placement.ts';
import { clamp, smoothStep } from './_ramp.ts';
import type { Shape } from './_shapes.ts';

/** Direction towards the light (x right, y down, z towards the viewer) and its brightness. */
export interface Light {
  readonly x: number;
  readonly y: number;
  readonly z: number;
  /** Brightness of surfaces that face the light. */
  readonly direct: number;
  /** Brightness of surfaces that do not. */
  readonly ambient: number;
}

export interface Ink {
  /** Share of what is below that is covered. Default 1. */
  readonly opacity?: number;
  /** Width of the soft edge inside the shape, in its units. Default 0: one pixel, anti-aliased. */
  readonly feather?: number;
}

/**
 * A square image made of a tone and a relief, both painted back to front with the same flat shapes
 * and lit at the end. One mechanism then gives the nose, the folds of a smile and the wrinkles of a
 * frown, and all of them follow the light.
 */
export class Canvas {
  readonly size: number;
  readonly #tone: Float32Array;
  /** Height towards us, in pixels. */
  readonly #relief: Float32Array;

  constructor(size: number) {
    this.size = size;
    this.#tone = new Float32Array(size * size);
    this.#relief = new Float32Array(size * size);
  }

  /** Covers a shape with a tone: a number, or a function of the place in the shape's own plane. */
  fill(
    at: Affine,
    shape: Shape,
    tone: number | ((x: number, y: number) => number),
    { opacity = 1, feather = 0 }: Ink = {},
  ): void {
    const pixels = this.#tone;
    this.#each(at, shape, feather, (i, cover, x, y) => {
      const ink = typeof tone === 'number' ? tone : tone(x, y);
      pixels[i] = pixels[i]! + (ink - pixels[i]!) * cover * opacity;
    });
  }

  /** Darkens (`factor` < 1) or lightens what is there. */
  shade(at: Affine, shape: Shape, factor: number, { opacity = 1, feather = 0 }: Ink = {}): void {
    const pixels = this.#tone;
    this.#each(at, shape, feather, (i, cover) => {
      pixels[i] = pixels[i]! * (1 + (factor - 1) * cover * opacity);
    });
  }

  /**
   * Lifts the skin by `height` units over a rim `feather` wide, and darkens it where `factor` < 1.
   * Negative heights are creases.
   */
  raise(at: Affine, shape: Shape, height: number, feather: number, factor = 1): void {
    const [relief, pixels] = [this.#relief, this.#tone];
    const pixelHeight = height * unitOf(at);
    this.#each(at, shape, feather, (i, cover) => {
      relief[i] = relief[i]! + pixelHeight * cover;
      pixels[i] = pixels[i]! * (1 + (factor - 1) * cover);
    });
  }

  /** A new solid in front of the old ones: covers their tone and replaces their relief. */
  solid(at: Affine, shape: Shape, tone: number, height: (x: number, y: number) => number): void {
    const [relief, pixels] = [this.#relief, this.#tone];
    const unit = unitOf(at);
    this.#each(at, shape, 0, (i, cover, x, y) => {
      relief[i] = relief[i]! + (unit * height(x, y) - relief[i]!) * cover;
      pixels[i] = pixels[i]! + (tone - pixels[i]!) * cover;
    });
  }

  /** Returns the image under a light, in [0, 1] where nothing is overexposed: a new array, row by row. */
  light({ x, y, z, direct, ambient }: Light): Float32Array {
    const { size } = this;
    const [tone, relief] = [this.#tone, this.#relief];
    const lit = new Float32Array(size * size);
    const steepest = 1.6; // where one body ends before another the slope means nothing
    for (let row = 0; row < size; row++) {
      const above = row > 0 ? -size : 0;
      const below = row < size - 1 ? size : 0;
      for (let column = 0; column < size; column++) {
        const i = row * size + column;
        const left = column > 0 ? -1 : 0;
        const right = column < size - 1 ? 1 : 0;
        const dx = clamp((relief[i + right]! - relief[i + left]!) / 2, -steepest, steepest);
        const dy = clamp((relief[i + below]! - relief[i + above]!) / 2, -steepest, steepest);
        const facing = (z - x * dx - y * dy) / Math.sqrt(1 + dx * dx + dy * dy);
        lit[i] = tone[i]! * (ambient + direct * (facing > 0 ? facing : 0));
      }
    }
    return lit;
  }

  /** Calls back for every pixel the shape touches, with its share of cover and its place in the shape. */
  #each(
    at: Affine,
    { box, inside }: Shape,
    feather: number,
    paint: (index: number, cover: number, x: number, y: number) => void,
  ): void {
    const { size } = this;
    const { a, b, c, d, e, f } = at;
    const [left, top, right, bottom] = box;
    const determinant = a * d - b * c;
    const unit = Math.sqrt(Math.abs(determinant));
    const [xLow, xHigh] = extent(a * left, a * right, c * top, c * bottom, e);
    const [yLow, yHigh] = extent(b * left, b * right, d * top, d * bottom, f);
    const firstColumn = Math.max(0, Math.floor(xLow - 1));
    const lastColumn = Math.min(size - 1, Math.ceil(xHigh + 1));
    const firstRow = Math.max(0, Math.floor(yLow - 1));
    const lastRow = Math.min(size - 1, Math.ceil(yHigh + 1));
    for (let row = firstRow; row <= lastRow; row++) {
      for (let column = firstColumn; column <= lastColumn; column++) {
        const px = column + 0.5 - e;
        const py = row + 0.5 - f;
        const x = (d * px - c * py) / determinant;
        const y = (a * py - b * px) / determinant;
        const distance = inside(x, y);
        const sharp = distance * unit + 0.5;
        if (sharp <= 0) continue;
        let cover = sharp < 1 ? sharp : 1;
        if (feather > 0) cover *= smoothStep(0, feather, distance);
        if (cover > 0) paint(row * size + column, cover, x, y);
      }
    }
  }
}

/** Pixels of one unit of length. */
function unitOf({ a, b, c, d }: Affine): number {
  return Math.sqrt(Math.abs(a * d - b * c));
}

function extent(a0: number, a1: number, c0: number, c1: number, offset: number): [number, number] {
  return [
    Math.min(a0, a1) + Math.min(c0, c1) + offset,
    Math.max(a0, a1) + Math.max(c0, c1) + offset,
  ];
}

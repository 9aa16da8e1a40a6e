import { describe, expect, it } from 'vitest';
import { Canvas } from './_canvas.ts';
import type { Affine } from './_placement.ts';
import { band, ellipse } from './_shapes.ts';

const plain = { x: 0, y: 0, z: 1, direct: 0, ambient: 1 };
/** 20 pixels a unit, the origin in the middle of 40 x 40. */
const middle: Affine = { a: 20, b: 0, c: 0, d: 20, e: 20, f: 20 };
const disc = ellipse(0, 0, 0.5, 0.5);
const sum = (values: Float32Array) => values.reduce((total, value) => total + value, 0);

describe('Canvas', () => {
  it('covers as many pixels as a shape is large, edges in shares', () => {
    const canvas = new Canvas(40);
    canvas.fill(middle, disc, 1);
    const lit = canvas.light(plain);
    expect(Math.abs(sum(lit) / (Math.PI * 100) - 1)).toBeLessThan(0.01);
    expect(lit.some((tone) => tone > 0.1 && tone < 0.9)).toBe(true);
    expect(lit[20 * 40 + 20]).toBe(1);
    expect(lit[0]).toBe(0);
  });

  it('maps a shape by any affine: sheared and shrunk, mirrored', () => {
    const canvas = new Canvas(40);
    canvas.fill({ a: -10, b: 4, c: 6, d: 12, e: 18, f: 22 }, disc, 1);
    const determinant = 10 * 12 + 4 * 6;
    expect(Math.abs(sum(canvas.light(plain)) / (Math.PI * 0.25 * determinant) - 1)).toBeLessThan(
      0.03,
    );
  });

  it('clips at its borders', () => {
    const canvas = new Canvas(40);
    canvas.fill({ ...middle, e: 0, f: 0 }, disc, 1);
    expect(Math.abs(sum(canvas.light(plain)) / (Math.PI * 25) - 1)).toBeLessThan(0.03);
  });

  it('paints over by opacity, with tones of the place, softly where asked', () => {
    const canvas = new Canvas(40);
    canvas.fill(middle, disc, 1);
    canvas.fill(middle, disc, 0.5, { opacity: 0.5 });
    expect(canvas.light(plain)[20 * 40 + 20]).toBeCloseTo(0.75);
    canvas.fill(middle, disc, (x) => x);
    expect(canvas.light(plain)[20 * 40 + 24]).toBeCloseTo(0.225);
    const soft = new Canvas(40);
    soft.fill(middle, disc, 1, { feather: 0.5 });
    // Half way from the edge to the middle the cubic is at 1/2; the pixel's middle is a bit inside.
    expect(soft.light(plain)[20 * 40 + 25]).toBeGreaterThan(0.35);
    expect(soft.light(plain)[20 * 40 + 25]).toBeLessThan(0.5);
  });

  it('shades by a factor', () => {
    const canvas = new Canvas(40);
    canvas.fill(middle, disc, 0.8);
    canvas.shade(middle, disc, 0.5, { opacity: 0.5 });
    expect(canvas.light(plain)[20 * 40 + 20]).toBeCloseTo(0.6);
  });

  it('lights a flat image by ambient + direct * z', () => {
    const canvas = new Canvas(40);
    canvas.fill(middle, disc, 0.5);
    const lit = canvas.light({ x: 0.6, y: 0, z: 0.8, direct: 0.7, ambient: 0.2 });
    expect(lit[20 * 40 + 20]).toBeCloseTo(0.5 * (0.2 + 0.7 * 0.8));
  });

  it.each([
    { from: 'right', x: 0.6, y: 0, bright: 20 * 40 + 25, dark: 20 * 40 + 14 },
    { from: 'left', x: -0.6, y: 0, bright: 20 * 40 + 14, dark: 20 * 40 + 25 },
    { from: 'above', x: 0, y: -0.6, bright: 14 * 40 + 20, dark: 25 * 40 + 20 },
    { from: 'below', x: 0, y: 0.6, bright: 25 * 40 + 20, dark: 14 * 40 + 20 },
  ])('lights the side of a bump that faces the light, from $from; a crease the other', (light) => {
    const lamp = { x: light.x, y: light.y, z: 0.8, direct: 1, ambient: 0 };
    for (const height of [0.3, -0.3]) {
      const canvas = new Canvas(40);
      canvas.fill(middle, ellipse(0, 0, 0.9, 0.9), 0.5);
      canvas.raise(middle, disc, height, 0.5);
      const lit = canvas.light(lamp);
      const difference = lit[light.bright]! - lit[light.dark]!;
      expect(difference * Math.sign(height)).toBeGreaterThan(0.1);
    }
  });

  it('reads slopes per pixel: a ramp of slope 1 faces its light by the cosine', () => {
    const canvas = new Canvas(40);
    const whole = band(
      -1,
      1,
      () => -1,
      () => 1,
    );
    canvas.solid(middle, whole, 1, (x) => x);
    const lit = canvas.light({ x: -0.6, y: 0, z: 0.8, direct: 1, ambient: 0 });
    expect(lit[20 * 40 + 20]).toBeCloseTo((0.8 + 0.6) / Math.SQRT2);
  });

  it('darkens where it raises, if asked; a solid replaces what was raised', () => {
    const canvas = new Canvas(40);
    canvas.fill(middle, disc, 0.8);
    canvas.raise(middle, disc, 0.2, 0.5, 0.5);
    expect(canvas.light(plain)[20 * 40 + 20]).toBeCloseTo(0.4, 1);
    canvas.solid(middle, disc, 0.7, () => 0);
    const lamp = { x: 0.6, y: 0, z: 0.8, direct: 1, ambient: 0 };
    expect(canvas.light(lamp)[20 * 40 + 20]).toBeCloseTo(0.7 * 0.8);
    expect(canvas.light(lamp)[20 * 40 + 25]).toBeCloseTo(0.7 * 0.8);
  });
});

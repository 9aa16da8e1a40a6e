import { golden, itIsAnAugmentation, noiseClip, sixtyFourths } from '@ssvaerr/testing';
import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomResizedCrop, resizedCrop } from './index.ts';

const exact = { atol: 0, rtol: 0 };
const interpolations = ['bilinear', 'bicubic'] as const;
const row = (values: number[]) => tf.tensor4d(values, [1, 1, values.length, 1]);
const column = (values: number[]) => tf.tensor4d(values, [1, values.length, 1, 1]);

/** What of a clip a seed takes, seen on two charts: where the first and last pixel came from. */
function boxesOf(
  options: Parameters<typeof randomResizedCrop>[0],
  h: number,
  w: number,
  n: number,
) {
  const augment = randomResizedCrop({ interpolation: 'bilinear', ...options, size: [h, w] });
  const ramp = (along: 'y' | 'x') =>
    tf.tensor4d(
      Array.from({ length: h * w }, (_, i) =>
        along === 'y' ? Math.floor(i / w) / (h - 1) : (i % w) / (w - 1),
      ),
      [1, h, w, 1],
    );
  const [rows, columns] = [ramp('y'), ramp('x')];
  return Array.from({ length: n }, (_, seed) => {
    const ends = (clip: tf.Tensor4D, last: number) =>
      tf.tidy(() => {
        const values = augment(clip, seed).dataSync();
        return [Math.round(values[0]! * last), Math.round(values[h * w - 1]! * last)] as const;
      });
    const [[top, bottom], [left, right]] = [ends(rows, h - 1), ends(columns, w - 1)];
    return { top, left, height: bottom - top + 1, width: right - left + 1 };
  });
}

describe('resizedCrop', () => {
  it('has half-pixel centers and clamps at the border of the box, by hand', () => {
    const wide = { top: 0, left: 0, height: 1, width: 2, size: [1, 4] as const };
    // Centers at -1/4, 1/4, 3/4, 5/4 of [0, 1].
    expect(resizedCrop(row([0, 1, 0.5]), { ...wide, interpolation: 'bilinear' })).toBeAllclose(
      [0, 0.25, 0.75, 1],
      exact,
    );
    // Keys' weights at 1/4: -9/128, 111/128, 29/128, -3/128, both neighbors outside clamped.
    expect(resizedCrop(row([0, 1, 0.5]), wide)).toBeAllclose([0, 26 / 128, 102 / 128, 1]);
  });

  it('resizes rows and columns alike', () => {
    for (const interpolation of interpolations) {
      const values = [0.1, 0.9, 0.3, 0.4, 0.8];
      const wide = { top: 0, left: 1, height: 1, width: 3, size: [1, 7] as const };
      const tall = { top: 1, left: 0, height: 3, width: 1, size: [7, 1] as const };
      const [across, down] = [
        resizedCrop(row(values), { ...wide, interpolation }),
        resizedCrop(column(values), { ...tall, interpolation }),
      ];
      expect(tf.reshape(across, [7])).toBeAllclose(tf.reshape(down, [7]), exact);
    }
  });

  it('of the same size is a crop, to the bit; of a constant, the constant', () => {
    const side = fc.integer({ min: 1, max: 9 });
    fc.assert(
      fc.property(
        fc.tuple(fc.constant(2), side, side, fc.constantFrom(1, 3)),
        side,
        side,
        sixtyFourths({ min: 0 }),
        fc.constantFrom(...interpolations),
        (shape, tall, wide, tone, interpolation) => {
          const [, height, width] = shape;
          const clip = noiseClip(shape);
          const box = { top: 0, left: 0, height, width, interpolation };
          expect(resizedCrop(clip, { ...box, size: [height, width] })).toBeAllclose(clip, exact);
          const flat = resizedCrop(tf.fill(shape, tone), { ...box, size: [tall, wide] });
          expect(flat).toBeAllclose(tf.fill([2, tall, wide, shape[3]], tone));
        },
      ),
    );
  });

  it('stays in [0, 1] where bicubic weights overshoot', () => {
    const edge = row([0, 0, 0, 1, 1, 1]);
    const box = { top: 0, left: 0, height: 1, width: 6, size: [1, 60] as const };
    const values = resizedCrop(edge, box).dataSync();
    expect([Math.min(...values), Math.max(...values)]).toEqual([0, 1]);
  });

  it('is tf.image.resizeBilinear of the slice', () => {
    const clip = noiseClip([2, 9, 7, 3]);
    const slice = tf.slice(clip, [0, 2, 1, 0], [2, 5, 4, 3]);
    const expected = tf.image.resizeBilinear(slice, [8, 3], false, true);
    const box = { top: 2, left: 1, height: 5, width: 4, size: [8, 3] as const };
    expect(resizedCrop(clip, { ...box, interpolation: 'bilinear' })).toBeAllclose(expected);
  });

  it('bicubic reproduces a parabola away from the border', () => {
    const parabola = (x: number) => 0.1 + 0.004 * (x - 5) ** 2;
    const clip = row(Array.from({ length: 12 }, (_, x) => parabola(x)));
    const box = { top: 0, left: 0, height: 1, width: 12, size: [1, 30] as const };
    const values = resizedCrop(clip, box).dataSync();
    for (let i = 5; i < 25; i++) {
      expect(values[i]).toBeAllclose(parabola(((i + 0.5) * 12) / 30 - 0.5));
    }
  });

  it('matches 09_aug_crop_resize', () => {
    const { tensor, options } = golden('09_aug_crop_resize');
    const { boxes, sizes } = options as unknown as Record<'boxes' | 'sizes', number[][]>;
    const clip = tf.expandDims<tf.Tensor4D>(tensor('input.clip').toTensor(), 3);
    boxes.forEach((box, i) => {
      const [top, left, height, width] = box as [number, number, number, number];
      const size = sizes[i] as [number, number];
      const where = { top, left, height, width };
      const resized = resizedCrop(clip, { ...where, size, interpolation: 'bilinear' });
      const expected = tensor(`output.clip${i}`);
      expect(tf.squeeze(resized, [3])).toBeAllclose(expected, { atol: expected.atol, rtol: 0 });
    });
  });

  it('refuses bad options by name', () => {
    const clip = noiseClip([1, 4, 6, 1]);
    const box = { top: 0, left: 0, height: 4, width: 6, size: 5 };
    const call = (change: object) => () => resizedCrop(clip, { ...box, ...change });
    expect(call({ left: 1 })).toThrow("resizedCrop: 'left' must be an integer in [0, 0], got 1.");
    expect(call({ size: 0 })).toThrow("resizedCrop: 'size' must be an integer >= 1, got 0.");
    expect(call({ interpolation: 'nearest' })).toThrow(
      "resizedCrop: 'interpolation' must be 'bilinear' or 'bicubic', got nearest.",
    );
  });
});

describe('randomResizedCrop', () => {
  itIsAnAugmentation('randomResizedCrop()', randomResizedCrop({ size: [6, 5] }), () =>
    noiseClip([2, 9, 11, 3]),
  );

  it('draws area uniformly and ratio log-uniformly, each in its range, anywhere in the frame', () => {
    const [h, w] = [64, 64];
    const boxes = boxesOf({ size: 1, scale: [0.1, 0.5], ratio: [0.5, 2] }, h, w, 400);
    const mean = (values: number[]) => values.reduce((a, b) => a + b) / values.length;
    const areas = boxes.map(({ height, width }) => (height * width) / (h * w));
    const logs = boxes.map(({ height, width }) => Math.log2(width / height));
    // The box has whole pixels: a side of 14 or more is off by half of one, the area by 4 percent.
    expect(Math.min(...areas)).toBeGreaterThan(0.1 * 0.96);
    expect(Math.max(...areas)).toBeLessThan(0.5 * 1.04);
    expect(Math.max(...logs.map(Math.abs))).toBeLessThan(1.1);
    // Five standard errors of a uniform draw, width / sqrt(12 n).
    expect(Math.abs(mean(areas) - 0.3)).toBeLessThan((5 * 0.4) / Math.sqrt(12 * 400));
    expect(Math.abs(mean(logs))).toBeLessThan((5 * 2) / Math.sqrt(12 * 400));
    const free = boxes.filter(({ height, width }) => height < h - 8 && width < w - 8);
    const tops = free.map(({ top, height }) => top / (h - height));
    const lefts = free.map(({ left, width }) => left / (w - width));
    for (const places of [tops, lefts]) {
      expect(Math.abs(mean(places) - 0.5)).toBeLessThan(5 / Math.sqrt(12 * places.length));
      expect([Math.min(...places), Math.max(...places)]).toEqual([0, 1]);
    }
    // Draws of their own: the correlation has a standard error of 1 / sqrt(n).
    const products = tops.map((top, i) => 12 * (top - 0.5) * (lefts[i]! - 0.5));
    expect(Math.abs(mean(products)) * Math.sqrt(products.length)).toBeLessThan(5);
    const squares = boxesOf({ size: 1, scale: [0.2, 0.2], ratio: [1, 1] }, 40, 40, 9);
    expect(squares.some(({ top, left }) => top !== left)).toBe(true);
  });

  it('means width over height by ratio', () => {
    const wide = boxesOf({ size: 1, scale: [0.2, 0.2], ratio: [2, 2] }, 40, 40, 4);
    for (const { height, width } of wide) expect([height, width]).toEqual([13, 25]); // 12.6, 25.3
  });

  it('has the published defaults: area 0.08 to 1, ratio 3/4 to 4/3, bicubic', () => {
    const clip = noiseClip([1, 12, 12, 1]);
    const scale = [0.08, 1] as const;
    const ratio = [3 / 4, 4 / 3] as const;
    const told = randomResizedCrop({ size: 6, scale, ratio, interpolation: 'bicubic' });
    for (let seed = 0; seed < 20; seed++) {
      const usual = randomResizedCrop({ size: 6 })(clip, seed);
      expect(usual).toBeAllclose(told(clip, seed), exact);
    }
  });

  it('takes the middle where no box fits', () => {
    // Too wide a frame for the ratios asked for, and too narrow a one.
    const options = { size: 1, scale: [1, 1], ratio: [1, 1] } as const;
    expect(boxesOf(options, 8, 20, 3)).toEqual(
      Array(3).fill({ top: 0, left: 6, height: 8, width: 8 }),
    );
    expect(boxesOf(options, 20, 8, 3)).toEqual(
      Array(3).fill({ top: 6, left: 0, height: 8, width: 8 }),
    );
    const [wide] = boxesOf({ ...options, ratio: [2, 2] }, 12, 12, 1);
    expect(wide).toEqual({ top: 3, left: 0, height: 6, width: 12 });
  });

  it('refuses bad options by name', () => {
    const call = (change: object) => () => randomResizedCrop({ size: 4, ...change });
    expect(call({ size: 2.5 })).toThrow(
      "randomResizedCrop: 'size' must be an integer >= 1, got 2.5.",
    );
    for (const scale of [
      [0, 1],
      [0.5, 1.1],
      [0.6, 0.5],
      [Number.NaN, 1],
    ]) {
      expect(call({ scale })).toThrow(
        `randomResizedCrop: 'scale' must be finite [low, high] with 0 < low <= high <= 1, got [${scale.join(', ')}].`,
      );
    }
    for (const ratio of [
      [0, 1],
      [2, 1],
      [1, Number.POSITIVE_INFINITY],
    ]) {
      expect(call({ ratio })).toThrow(
        `randomResizedCrop: 'ratio' must be finite [low, high] with 0 < low <= high, got [${ratio.join(', ')}].`,
      );
    }
    expect(call({ interpolation: 'lanczos' })).toThrow(
      "randomResizedCrop: 'interpolation' must be 'bilinear' or 'bicubic', got lanczos.",
    );
  });
});

import { golden, itIsAnAugmentation, noiseClip } from '@ssvaerr/testing';
import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { crop, randomCrop } from './index.ts';

const exact = { atol: 0, rtol: 0 };

/** A frame that knows its pixels: row + column / 16, below 1 for rows < 1. */
const chart = (height: number, width: number) =>
  tf.tensor4d(
    Array.from({ length: height * width }, (_, i) => Math.floor(i / width) * 16 + (i % width)),
    [1, height, width, 1],
  );

describe('crop', () => {
  it('takes rows from top, columns from left, by hand', () => {
    const cut = crop(chart(4, 5), { top: 1, left: 2, height: 2, width: 3 });
    expect(cut.shape).toEqual([1, 2, 3, 1]);
    expect(cut).toBeAllclose([18, 19, 20, 34, 35, 36], exact);
  });

  it('is tf.slice, to the bit; of full size it is the identity', () => {
    const shape = fc.tuple(
      fc.constant(2),
      fc.integer({ min: 1, max: 8 }),
      fc.integer({ min: 1, max: 8 }),
      fc.constantFrom(1, 3),
    );
    fc.assert(
      fc.property(shape, fc.infiniteStream(fc.nat()), (shape, numbers) => {
        const below = (n: number) => numbers.next().value % n;
        const clip = noiseClip(shape);
        const [time, h, w, channels] = shape;
        const [height, width] = [1 + below(h), 1 + below(w)];
        const [top, left] = [below(h - height + 1), below(w - width + 1)];
        const slice = tf.slice(clip, [0, top, left, 0], [time, height, width, channels]);
        expect(crop(clip, { top, left, height, width })).toBeAllclose(slice, exact);
        const whole = crop(clip, { top: 0, left: 0, height: h, width: w });
        expect(whole).toBeAllclose(clip, exact);
      }),
    );
  });

  it('matches 09_aug_crop', () => {
    const { tensor, options } = golden('09_aug_crop');
    const [top, left, height, width] = options.box as unknown as [number, number, number, number];
    const clip = tf.expandDims<tf.Tensor4D>(tensor('input.clip').toTensor(), 3);
    const cut = crop(clip, { top, left, height, width });
    expect(tf.squeeze(cut, [3])).toBeAllclose(tensor('output.clip'), exact);
  });

  it('refuses a box that leaves the frame', () => {
    const box = { top: 0, left: 0, height: 2, width: 2 };
    const cases: [Partial<typeof box>, string][] = [
      [{ height: 5 }, "'height' must be an integer in [1, 4], got 5."],
      [{ height: 0 }, "'height' must be an integer in [1, 4], got 0."],
      [{ width: 7 }, "'width' must be an integer in [1, 6], got 7."],
      [{ width: 1.5 }, "'width' must be an integer in [1, 6], got 1.5."],
      [{ top: 3 }, "'top' must be an integer in [0, 2], got 3."],
      [{ left: 5 }, "'left' must be an integer in [0, 4], got 5."],
      [{ left: -1 }, "'left' must be an integer in [0, 4], got -1."],
      [{ top: Number.NaN }, "'top' must be an integer in [0, 2], got NaN."],
    ];
    for (const [change, message] of cases) {
      expect(() => crop(chart(4, 6), { ...box, ...change })).toThrow(`crop: ${message}`);
    }
  });
});

describe('randomCrop', () => {
  itIsAnAugmentation('randomCrop()', randomCrop({ size: [3, 4] }), () => noiseClip([2, 5, 8, 3]));

  it('takes every place equally often', () => {
    const augment = randomCrop({ size: [2, 4] });
    const clip = chart(4, 6);
    const counts = new Map<number, number>();
    for (let seed = 0; seed < 1800; seed++) {
      const corner = tf.tidy(() => augment(clip, seed).dataSync()[0]!);
      counts.set(corner, (counts.get(corner) ?? 0) + 1);
    }
    const corners = [...counts.keys()].sort((a, b) => a - b);
    expect(corners).toEqual([0, 1, 2, 16, 17, 18, 32, 33, 34]); // three tops, three lefts
    // 200 each, with a standard deviation of 13.
    for (const count of counts.values()) expect(Math.abs(count - 200)).toBeLessThan(65);
  });

  it('is a crop: of one side, of [height, width], of a share of the sides', () => {
    const sizeBy = (options: Parameters<typeof randomCrop>[0]) =>
      randomCrop(options)(chart(12, 10), 3).shape.slice(1, 3);
    expect(sizeBy({ size: 7 })).toEqual([7, 7]);
    expect(sizeBy({ size: [2, 9] })).toEqual([2, 9]);
    expect(sizeBy({ ratio: 0.85 })).toEqual([10, 9]); // 10.2 and 8.5
    expect(sizeBy({ ratio: 1 })).toEqual([12, 10]);
    expect(sizeBy({ ratio: 0.01 })).toEqual([1, 1]);
    expect(randomCrop({ size: [12, 10] })(chart(12, 10), 3)).toBeAllclose(chart(12, 10), exact);
  });

  it('refuses an invalid size, or one larger than the clip', () => {
    for (const size of [0, -3, 1.5, Number.NaN]) {
      expect(() => randomCrop({ size })).toThrow(
        `randomCrop: 'size' must be an integer >= 1, got ${size}.`,
      );
      expect(() => randomCrop({ size: [4, size] })).toThrow(`got ${size}.`);
    }
    for (const ratio of [0, 1.1, Number.NaN]) {
      expect(() => randomCrop({ ratio })).toThrow(
        `randomCrop: 'ratio' must be in (0, 1], got ${ratio}.`,
      );
    }
    for (const size of [
      [5, 6],
      [4, 7],
    ] as const) {
      expect(() => randomCrop({ size })(chart(4, 6), 1)).toThrow(
        `randomCrop: 'size' must be at most the clip's [4, 6], got [${size.join(', ')}].`,
      );
    }
  });
});

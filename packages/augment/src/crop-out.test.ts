import { golden, itIsAnAugmentation, noiseClip } from '@ssvaerr/testing';
import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cropOut, randomCropOut } from './index.ts';

const exact = { atol: 0, rtol: 0 };
const white = (height: number, width: number, channels = 1) =>
  tf.ones<tf.Rank.R4>([1, height, width, channels]);
const sum = (clip: tf.Tensor) => tf.tidy(() => tf.sum(clip).dataSync()[0]!);

describe('cropOut', () => {
  it('blackens squares around their centers, cut off at the border, by hand', () => {
    const out = (y: number, x: number, side: number) =>
      cropOut(white(3, 4), { centers: [[y, x]], side })
        .dataSync()
        .join('');
    expect(out(1, 2, 1)).toBe('111111011111');
    expect(out(1, 2, 2)).toBe('100110011111'); // an even side reaches further up and left
    expect(out(0, 3, 3)).toBe('110011001111');
    expect(out(2, 0, 9)).toBe('000000000000');
  });

  it('multiplies every frame and channel by one mask of 0 and 1', () => {
    const clip = noiseClip([2, 5, 6, 3]);
    const options = {
      centers: [
        [1, 1],
        [4, 5],
      ] as const,
      side: 3,
    };
    const mask = cropOut(white(5, 6), options);
    expect(cropOut(clip, options)).toBeAllclose(tf.mul(clip, mask), exact);
    expect(cropOut(clip, { centers: [], side: 3 })).toBeAllclose(clip, exact);
  });

  it('matches 09_aug_cutout, mask and clip', () => {
    const { tensor, options } = golden('09_aug_cutout');
    const { centres, side } = options as unknown as { centres: [number, number][]; side: number };
    const clip = tf.expandDims<tf.Tensor4D>(tensor('input.clip').toTensor(), 3);
    const hidden = cropOut(clip, { centers: centres, side });
    expect(tf.squeeze(hidden, [3])).toBeAllclose(tensor('output.clip'), exact);
    const visible = cropOut(white(24, 28), { centers: centres, side });
    expect(tf.squeeze(visible, [0, 3])).toBeAllclose(tensor('output.mask'), exact);
  });

  it('refuses bad options by name', () => {
    const call =
      (center: [number, number], side = 2) =>
      () =>
        cropOut(white(3, 4), { centers: [[0, 0], center], side });
    expect(call([0, 0], 0)).toThrow("cropOut: 'side' must be an integer >= 1, got 0.");
    expect(call([3, 0])).toThrow("cropOut: 'centers' must be an integer in [0, 2], got 3.");
    expect(call([0, 4])).toThrow("cropOut: 'centers' must be an integer in [0, 3], got 4.");
    expect(call([0.5, 0])).toThrow("cropOut: 'centers' must be an integer in [0, 2], got 0.5.");
  });
});

describe('randomCropOut', () => {
  itIsAnAugmentation('randomCropOut()', randomCropOut(), () => noiseClip([2, 9, 8, 3]));

  it('blackens at most the nominal area, at least a quarter of one square', () => {
    fc.assert(
      fc.property(
        fc.nat(),
        fc.integer({ min: 4, max: 30 }),
        fc.integer({ min: 4, max: 30 }),
        fc.integer({ min: 1, max: 6 }),
        fc.double({ min: 0.05, max: 1, noNaN: true }),
        (seed, height, width, squares, area) => {
          const side = Math.round(Math.sqrt((area * height * width) / squares));
          const black =
            height * width - sum(randomCropOut({ squares, area })(white(height, width), seed));
          expect(black).toBeLessThanOrEqual(Math.min(squares * side ** 2, height * width));
          const corner = Math.ceil(side / 2);
          const least = Math.min(corner, height) * Math.min(corner, width);
          expect(black).toBeGreaterThanOrEqual(least);
        },
      ),
    );
  });

  it('of one square away from the border has exactly its area: 21 of 96, 28 of 125', () => {
    for (const [size, side] of [
      [96, 21],
      [125, 28],
    ] as const) {
      const share = randomCropOut({ squares: 1, area: 0.05 });
      const blacks = Array.from({ length: 12 }, (_, seed) =>
        tf.tidy(() => size ** 2 - sum(share(white(size, size), seed))),
      );
      expect(Math.max(...blacks)).toBe(side ** 2);
    }
  });

  it('has five squares of a quarter of the frame unless told otherwise', () => {
    const clip = noiseClip([1, 40, 40, 1]);
    for (let seed = 0; seed < 5; seed++) {
      const told = randomCropOut({ squares: 5, area: 0.25 })(clip, seed);
      expect(randomCropOut()(clip, seed)).toBeAllclose(told, exact);
    }
    // Overlap and border take their share: the mean over many is well below 25 percent.
    const hidden = Array.from({ length: 100 }, (_, seed) =>
      tf.tidy(() => 1 - sum(randomCropOut()(white(40, 40), seed)) / 1600),
    );
    const mean = hidden.reduce((a, b) => a + b) / 100;
    expect(mean).toBeGreaterThan(0.15);
    expect(mean).toBeLessThan(0.22);
  });

  it('puts centers on every pixel equally often', () => {
    const augment = randomCropOut({ squares: 1, area: 1 / 9 }); // one pixel of 3 x 3
    const counts = new Array(9).fill(0);
    for (let seed = 0; seed < 900; seed++) {
      counts[tf.tidy(() => augment(white(3, 3), seed).dataSync()).indexOf(0)]++;
    }
    // 100 each, with a standard deviation below 10.
    for (const count of counts) expect(Math.abs(count - 100)).toBeLessThan(50);
  });

  it('refuses bad options by name', () => {
    expect(() => randomCropOut({ squares: 0 })).toThrow(
      "randomCropOut: 'squares' must be an integer >= 1, got 0.",
    );
    expect(() => randomCropOut({ area: 1.5 })).toThrow(
      "randomCropOut: 'area' must be in [0, 1], got 1.5.",
    );
  });
});

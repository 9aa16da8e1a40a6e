import { itIsAnAugmentation, noiseClip } from '@ssvaerr/testing';
import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import {
  type Augmentation,
  byol,
  compose,
  dino,
  lira,
  randomColorJitter,
  randomCrop,
  randomCropOut,
  randomGaussianBlur,
  randomGrayscale,
  randomHorizontalFlip,
  randomMissingFrames,
  randomResizedCrop,
  randomSaltAndPepper,
  randomSolarize,
  randomSolarizeAboveMean,
  tableIV,
} from '../index.ts';

const exact = { atol: 0, rtol: 0 };
const sameAs = (recipe: Augmentation, spelled: Augmentation, clip: tf.Tensor4D) => {
  for (let seed = 0; seed < 6; seed++) {
    expect(recipe(clip, seed)).toBeAllclose(spelled(clip, seed), exact);
  }
};

/** What three seeds draw, as one number each: a projection that sees every pixel, and where it is. */
const fingerprint = (augment: Augmentation, clip: tf.Tensor4D) =>
  [1, 2, 3].map((seed) =>
    tf.tidy(() => {
      const result = augment(clip, seed);
      const projection = tf.mean(tf.mul(result, noiseClip(result.shape)));
      return Number(projection.dataSync()[0]!.toFixed(4));
    }),
  );

describe('lira', () => {
  itIsAnAugmentation('lira()', lira({ crop: 5 }), () => noiseClip([2, 6, 7, 1]));

  it('is flip 0.5, then a crop of 80', () => {
    const clip = noiseClip([1, 96, 96, 1]);
    sameAs(lira(), compose(randomHorizontalFlip(), randomCrop({ size: 80 })), clip);
    expect(lira({ crop: [3, 4] })(clip, 1).shape).toEqual([1, 3, 4, 1]);
  });
});

describe('byol', () => {
  const [first, second] = byol({ size: 20 });
  itIsAnAugmentation('byol()[0]', first, () => noiseClip([2, 8, 9, 1]));
  itIsAnAugmentation('byol()[1]', second, () => noiseClip([2, 8, 9, 1]));
  itIsAnAugmentation('byol()[1] of colors', byol({ size: 10 })[1], () => noiseClip([2, 6, 7, 3]));

  it('is the published list: blur 1 and 0.1, solarize 0 and 0.2', () => {
    const spelled = (blur: number, solarize: number) =>
      compose(
        randomResizedCrop({
          size: 96,
          scale: [0.08, 1],
          ratio: [3 / 4, 4 / 3],
          interpolation: 'bicubic',
        }),
        randomHorizontalFlip({ probability: 0.5 }),
        randomColorJitter({
          probability: 0.8,
          brightness: 0.4,
          contrast: 0.4,
          brightnessBy: 'add',
        }),
        randomGrayscale({ probability: 0.2 }),
        randomGaussianBlur({ kernelSize: 9, sigma: [0.1, 2], probability: blur }),
        randomSolarize({ probability: solarize, threshold: 0.5 }),
      );
    const clip = noiseClip([1, 24, 24, 1]);
    sameAs(byol()[0], spelled(1, 0), clip);
    sameAs(byol()[1], spelled(0.1, 0.2), clip);
  });

  it('has a kernel of a tenth of the side, odd', () => {
    const sizes: [number, number][] = [
      [96, 9],
      [224, 23],
      [40, 5],
      [19, 1],
    ];
    for (const [size, kernelSize] of sizes) {
      const scale = [0.5, 1] as const;
      const clip = noiseClip([1, 24, 24, 1]);
      const spelled = compose(
        randomResizedCrop({ size, scale }),
        randomHorizontalFlip(),
        randomColorJitter(),
        randomGrayscale(),
        randomGaussianBlur({ kernelSize }),
        randomSolarize({ probability: 0 }),
      );
      expect(byol({ size, scale })[0](clip, 5)).toBeAllclose(spelled(clip, 5), exact);
    }
  });
});

describe('dino', () => {
  const small = { size: 20, localSize: 8, locals: 1 };
  const [first, second, local] = dino(small);
  itIsAnAugmentation('dino()[0]', first!, () => noiseClip([2, 8, 9, 1]));
  itIsAnAugmentation('dino()[1]', second!, () => noiseClip([2, 8, 9, 1]));
  itIsAnAugmentation('dino()[2]', local!, () => noiseClip([2, 8, 9, 1]));

  it('is two global views and eight local ones, as published', () => {
    const spelled = (
      size: number,
      scale: readonly [number, number],
      blur: number,
      solarize: number,
    ) =>
      compose(
        randomResizedCrop({ size, scale }),
        randomHorizontalFlip(),
        randomColorJitter({ brightnessBy: 'multiply' }),
        randomGrayscale(),
        randomGaussianBlur({ kernelSize: 9, probability: blur }),
        randomSolarize({ probability: solarize }),
      );
    const list = dino();
    expect(list).toHaveLength(10);
    const clip = noiseClip([1, 24, 24, 1]);
    sameAs(list[0]!, spelled(96, [0.4, 1], 1, 0), clip);
    sameAs(list[1]!, spelled(96, [0.4, 1], 0.1, 0.2), clip);
    for (const view of list.slice(2)) sameAs(view, spelled(40, [0.05, 0.4], 0.5, 0), clip);
    const options = { globalScale: [0.14, 1], localScale: [0.05, 0.14], locals: 1 } as const;
    const [big, , little] = dino(options);
    sameAs(big!, spelled(96, [0.14, 1], 1, 0), clip);
    sameAs(little!, spelled(40, [0.05, 0.14], 0.5, 0), clip);
    expect(dino({ locals: 0 })).toHaveLength(2);
  });

  it('refuses bad options by name', () => {
    expect(() => dino({ locals: -1 })).toThrow("dino: 'locals' must be an integer >= 0, got -1.");
    expect(() => dino({ localScale: [0, 1] })).toThrow("randomResizedCrop: 'scale' must be");
  });
});

describe('tableIV', () => {
  const rows = tableIV({ crop: [5, 6] });
  const noisy = ['saltAndPepperNoise', 'horizFlipSaltAndPepper'];
  for (const [name, augmentation] of Object.entries(rows)) {
    itIsAnAugmentation(name, augmentation, () => noiseClip([5, 9, 8, 1]), {
      perFrame: noisy.includes(name) || /missing/i.test(name),
      idle: name === 'noAugmentations',
    });
  }

  it('has the 13 rows, each of the steps that its name says', () => {
    const [flip, crop, out] = [
      randomHorizontalFlip({ probability: 0.5 }),
      randomCrop({ size: [5, 6] }),
      randomCropOut({ squares: 5, area: 0.25 }),
    ];
    const [missing, solarize, noise] = [
      randomMissingFrames({ fraction: 0.2 }),
      randomSolarizeAboveMean({ probability: 0.2, mean: 'frame', per: 'clip' }),
      randomSaltAndPepper({ density: 0.05 }),
    ];
    const spelled: Record<keyof typeof rows, Augmentation> = {
      noAugmentations: compose(),
      horizontalFlip: flip,
      randomCrop: crop,
      cropOut: out,
      missingFrames: missing,
      solarization: solarize,
      saltAndPepperNoise: noise,
      randCropHorizFlip: compose(flip, crop),
      randCropMissingFrames: compose(crop, missing),
      horizFlipMissingFrames: compose(flip, missing),
      horizFlipSolarization: compose(flip, solarize),
      horizFlipCropOut: compose(flip, out),
      horizFlipSaltAndPepper: compose(flip, noise),
    };
    expect(Object.keys(rows)).toEqual(Object.keys(spelled));
    expect(Object.keys(rows)).toHaveLength(13);
    const clip = noiseClip([5, 9, 8, 1]);
    for (const [name, augment] of Object.entries(spelled)) {
      sameAs(rows[name as keyof typeof rows], augment, clip);
    }
  });

  it('refuses an invalid crop, and one that is larger than the clip', () => {
    expect(() => tableIV({ crop: 0 })).toThrow(
      "randomCrop: 'size' must be an integer >= 1, got 0.",
    );
    expect(() => tableIV({ crop: 110 }).randomCrop(noiseClip([1, 96, 96, 1]), 1)).toThrow(
      "randomCrop: 'size' must be at most the clip's [96, 96], got [110, 110].",
    );
  });
});

describe('the streams', () => {
  it('are pinned: a change is a new major version', () => {
    const clip = noiseClip([5, 24, 24, 1]);
    const [global] = dino({ size: 24, localSize: 12, locals: 0 });
    expect({
      lira: fingerprint(lira({ crop: 20 }), clip),
      byol: byol({ size: 24 }).map((view) => fingerprint(view, clip)),
      dino: fingerprint(global!, clip),
      ...Object.fromEntries(
        Object.entries(tableIV({ crop: 20 })).map(([name, row]) => [name, fingerprint(row, clip)]),
      ),
    }).toMatchInlineSnapshot(`
      {
        "byol": [
          [
            0.2093,
            0.2724,
            0.1772,
          ],
          [
            0.1667,
            0.2728,
            0.13,
          ],
        ],
        "cropOut": [
          0.2616,
          0.288,
          0.2662,
        ],
        "dino": [
          0.2257,
          0.258,
          0.2163,
        ],
        "horizFlipCropOut": [
          0.1996,
          0.264,
          0.1939,
        ],
        "horizFlipMissingFrames": [
          0.1959,
          0.2629,
          0.1959,
        ],
        "horizFlipSaltAndPepper": [
          0.2409,
          0.3224,
          0.2436,
        ],
        "horizFlipSolarization": [
          0.2427,
          0.3283,
          0.2427,
        ],
        "horizontalFlip": [
          0.3283,
          0.3283,
          0.2427,
        ],
        "lira": [
          0.2416,
          0.2425,
          0.2424,
        ],
        "missingFrames": [
          0.2649,
          0.2652,
          0.2649,
        ],
        "noAugmentations": [
          0.3283,
          0.3283,
          0.3283,
        ],
        "randCropHorizFlip": [
          0.2416,
          0.2425,
          0.2424,
        ],
        "randCropMissingFrames": [
          0.1943,
          0.1911,
          0.1968,
        ],
        "randomCrop": [
          0.2451,
          0.2415,
          0.2432,
        ],
        "saltAndPepperNoise": [
          0.3251,
          0.3257,
          0.3246,
        ],
        "solarization": [
          0.3283,
          0.3283,
          0.1204,
        ],
      }
    `);
  });
});

import { foldSeed } from '@ssvaerr/random';
import { expectNoLeak, golden, itIsAnAugmentation, noiseClip } from '@ssvaerr/testing';
import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import {
  type Augmentation,
  augmentBatch,
  batchViews,
  compose,
  crop,
  cropOut,
  horizontalFlip,
  missingFrames,
  normalize,
  randomCrop,
  randomHorizontalFlip,
  randomSaltAndPepper,
  saltAndPepper,
  solarizeAboveMean,
  views,
} from './index.ts';

const exact = { atol: 0, rtol: 0 };
const cropping = randomCrop({ size: [3, 4] });
const noise = randomSaltAndPepper({ density: 0.3 });

describe('compose', () => {
  itIsAnAugmentation(
    'compose(crop, noise)',
    compose(cropping, noise),
    () => noiseClip([2, 5, 6, 1]),
    { perFrame: true },
  );
  itIsAnAugmentation('compose()', compose(), () => noiseClip([2, 3, 3, 1]), { idle: true });

  it('gives step i the seed foldSeed(seed, i), in order', () => {
    const clip = noiseClip([2, 5, 6, 3]);
    for (let seed = 0; seed < 5; seed++) {
      const stepwise = noise(cropping(clip, foldSeed(seed, 0)), foldSeed(seed, 1));
      expect(compose(cropping, noise)(clip, seed)).toBeAllclose(stepwise, exact);
    }
    const copy = compose()(clip, 1);
    copy.dispose();
    expect(clip.isDisposed).toBe(false);
  });

  it('nests, and refuses what is not a function', () => {
    const clip = noiseClip([2, 5, 6, 1]);
    expect(compose(compose(cropping))(clip, 1)).toBeAllclose(
      cropping(clip, foldSeed(1, 0, 0)),
      exact,
    );
    expect(() => compose(cropping, 3 as never)).toThrow(
      "compose: 'steps' must be functions, got number.",
    );
  });
});

describe('augmentBatch', () => {
  const clips = tf.stack([noiseClip([2, 5, 6, 1]), noiseClip([2, 5, 6, 1])]) as tf.Tensor5D;

  it('augments row i with seed i', () => {
    const batch = augmentBatch(cropping, clips, [5, 9]);
    expect(batch.shape).toEqual([2, 2, 3, 4, 1]);
    const rows = tf.unstack(clips) as tf.Tensor4D[];
    expect(batch).toBeAllclose(tf.stack([cropping(rows[0]!, 5), cropping(rows[1]!, 9)]), exact);
    expect(tf.slice(batch, [0], [1])).not.toBeAllclose(tf.slice(batch, [1], [1]));
  });

  it('leaks nothing, and refuses bad input by name', () => {
    expectNoLeak(() => augmentBatch(cropping, clips, [1, 2]));
    const call = augmentBatch as (...args: unknown[]) => unknown;
    const cases: [unknown[], string][] = [
      [[3, clips, [1, 2]], "'augmentation' must be functions, got number."],
      [
        [cropping, noiseClip([2, 5, 6, 1]), [1, 2]],
        "'clips' must have shape [batch, time, height, width, channels] and not be empty, got [2, 5, 6, 1].",
      ],
      [[cropping, tf.zeros([1, 1, 5, 6, 2]), [1]], "'clips' must have 1 or 3 channels, got 2."],
      [[cropping, clips, [1]], "'seeds' must hold one seed for each of 2 clips, got 1."],
      [[cropping, clips, [1, 0.5]], "'seeds[1]' must be a safe integer, got 0.5."],
      [[cropping, clips, 7], "'seeds' must be an array, got number."],
    ];
    for (const [args, message] of cases)
      expect(() => call(...args)).toThrow(`augmentBatch: ${message}`);
  });
});

describe('views and batchViews', () => {
  const all: readonly Augmentation[] = [cropping, cropping, noise];

  it('give view i the seed foldSeed(seed, i)', () => {
    const clip = noiseClip([2, 5, 6, 1]);
    const seen = views(all, clip, 4);
    expect(seen).toHaveLength(3);
    seen.forEach((view, i) => {
      expect(view).toBeAllclose(all[i]!(clip, foldSeed(4, i)), exact);
    });
    expect(seen[0]).not.toBeAllclose(seen[1]!);
  });

  it('of a batch are the views of its clips', () => {
    const clips = tf.stack([noiseClip([2, 5, 6, 1]), tf.zeros([2, 5, 6, 1])]) as tf.Tensor5D;
    const batches = batchViews(all, clips, [4, 8]);
    const rows = tf.unstack(clips) as tf.Tensor4D[];
    batches.forEach((batch, i) => {
      const expected = rows.map((clip, j) => views(all, clip, [4, 8][j]!)[i]!);
      expect(batch).toBeAllclose(tf.stack(expected), exact);
    });
    expectNoLeak(() => batchViews(all, clips, [4, 8]));
    expectNoLeak(() => views(all, rows[0]!, 1));
  });

  it('refuse bad input by name', () => {
    const clip = noiseClip([1, 5, 6, 1]);
    expect(() => views([undefined as never], clip, 1)).toThrow(
      "views: 'augmentations' must be functions, got undefined.",
    );
    expect(() => views(all, clip, 0.5)).toThrow("views: 'seed' must be a safe integer, got 0.5.");
    expect(() => views(all, tf.zeros([2]) as never, 1)).toThrow("views: 'clip' must have shape");
    const clips = tf.expandDims<tf.Tensor5D>(clip, 0);
    expect(() => batchViews(all, clips, [])).toThrow(
      "batchViews: 'seeds' must hold one seed for each of 1 clips, got 0.",
    );
    expect(() => batchViews(7 as never, clips, [1])).toThrow(
      "batchViews: 'augmentations' must be functions, got number.",
    );
    expect(() => batchViews(all, clip as never, [1])).toThrow(
      "batchViews: 'clips' must have shape",
    );
  });
});

describe('09_aug_pipeline', () => {
  it('is flip, crop, crop-out, solarize, salt and pepper, missing frames, normalize', () => {
    const { tensor, options } = golden('09_aug_pipeline');
    const { centres, side, frames, mean, std } = options as unknown as {
      centres: [number, number][];
      side: number;
      frames: number[];
      mean: number;
      std: number;
    };
    const [top, left, height, width] = options.crop as unknown as [number, number, number, number];
    const clip = tf.expandDims<tf.Tensor4D>(tensor('input.clip').toTensor(), 3);
    const expectStage = (actual: tf.Tensor, name: string) => {
      const expected = tensor(name);
      expect(tf.squeeze(actual, [3])).toBeAllclose(expected, { atol: expected.atol, rtol: 0 });
    };

    const cut = crop(horizontalFlip(clip), { top, left, height, width });
    const hidden = cropOut(cut, { centers: centres, side });
    expectStage(hidden, 'output.after_cutout');
    const light = solarizeAboveMean(hidden);
    expectStage(light, 'output.after_solarize');
    const salt = tensor('input.salt_mask').toTensor<tf.Rank.R3>();
    const pepper = tensor('input.pepper_mask').toTensor<tf.Rank.R3>();
    const blank = missingFrames(saltAndPepper(light, { salt, pepper }), frames);
    expectStage(blank, 'output.after_blank');
    expectStage(normalize(blank, { mean, std }), 'output.clip');
  });

  it('two flips in a row are independent draws', () => {
    const flip = randomHorizontalFlip();
    const clip = noiseClip([1, 1, 9, 1]);
    const same = Array.from({ length: 64 }, (_, seed) =>
      compose(flip, flip)(clip, seed).dataSync().join(),
    ).filter((values) => values === clip.dataSync().join()).length;
    expect(Math.abs(same - 32)).toBeLessThan(20); // five standard deviations
  });
});

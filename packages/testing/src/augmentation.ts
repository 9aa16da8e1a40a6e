import * as tf from '@tensorflow/tfjs';
import { describe, expect, it, vi } from 'vitest';
import { expectNoLeak } from './leaks.ts';

type Augmentation = (clip: tf.Tensor4D, seed: number) => tf.Tensor4D;

/** What an augmentation may not promise. */
interface AugmentationTraits {
  /** It draws for each frame: equal frames may become different ones. Default false. */
  readonly perFrame?: boolean;
  /** It leaves every clip as it is. Default false. */
  readonly idle?: boolean;
  /** How many frames it gives. Default: as many as it is given. */
  readonly frames?: number;
}

/** Enough seeds for anything that happens at least once in five times: 0.8^64 is below 1e-6. */
const seeds = Array.from({ length: 64 }, (_, i) => 1 + i);

/**
 * A clip of noise for tests, float32 in [0, 1]: multiples of 1/64, exact in float32, no two frames
 * alike, the same in every run.
 */
export function noiseClip(shape: readonly [number, number, number, number]): tf.Tensor4D {
  let word = 1;
  const values = Float32Array.from({ length: tf.util.sizeFromShape([...shape]) }, () => {
    word = (Math.imul(word, 1664525) + 1013904223) >>> 0; // Knuth's linear congruential generator
    return ((word >>> 16) % 65) / 64;
  });
  return tf.tensor4d(values, [...shape]);
}

/**
 * What every augmentation owes its users: a clip in [0, 1] for a clip in [0, 1], the same for the same
 * seed, another for another; equal frames stay equal; the input stays what it was; nothing leaks; a
 * bad clip or seed is refused; and the seed changes numbers only, never which kernels run, with which
 * shapes and attributes, so that an engine that compiles recorded steps compiles it once.
 *
 * @param makeClip float32 `[time, height, width, channels]` in [0, 1], time >= 2, another at each call
 *   or not; frames that are not of a single tone.
 */
export function itIsAnAugmentation(
  name: string,
  augmentation: Augmentation,
  makeClip: () => tf.Tensor4D,
  { perFrame = false, idle = false, frames }: AugmentationTraits = {},
): void {
  const values = (clip: tf.Tensor4D, seed: number) =>
    tf.tidy(() => augmentation(clip, seed).dataSync().slice());

  describe(`${name} is an augmentation: it`, () => {
    it('gives the same clip for the same seed, others for other seeds', () => {
      const clip = makeClip();
      const [first, again] = [values(clip, 7), values(clip, 7)];
      expect(first).toEqual(again);
      const other = seeds.some((seed) => values(clip, seed).join() !== first.join());
      expect(other).toBe(!idle);
    });

    it('gives float32 in [0, 1], of one shape for all seeds, as many frames and channels as it must', () => {
      const clip = makeClip();
      const results = seeds.slice(0, 24).map((seed) => augmentation(clip, seed));
      const shapes = new Set(results.map(({ shape }) => shape.join()));
      expect(shapes.size).toBe(1);
      for (const result of results) {
        expect([result.dtype, result.rank]).toEqual(['float32', 4]);
        expect([result.shape[0], result.shape[3]]).toEqual([
          frames ?? clip.shape[0],
          clip.shape[3],
        ]);
        const outside = result.dataSync().filter((x) => !(x >= 0 && x <= 1));
        expect(outside).toHaveLength(0);
      }
    });

    const sameForAllFrames = () => {
      const clip = makeClip();
      const [time, ...rest] = clip.shape;
      const still = tf.tile(tf.slice4d(clip, [0, 0, 0, 0], [1, ...rest]), [time, 1, 1, 1]);
      for (const seed of seeds.slice(0, 16)) {
        const result = augmentation(still, seed);
        const [first, ...others] = tf.unstack(result);
        for (const frame of others) expect(frame).toBeAllclose(first!, { atol: 0, rtol: 0 });
      }
    };
    if (!perFrame) it('does the same to all frames', sameForAllFrames);

    it('leaves its input alone, hands back a tensor of its own, and leaks nothing', () => {
      const clip = makeClip();
      const before = clip.dataSync().slice();
      for (const seed of seeds.slice(0, 8)) expectNoLeak(() => augmentation(clip, seed));
      expect(clip.dataSync()).toEqual(before);
    });

    it('calls the same kernels, shapes and attributes for every seed', () => {
      const clip = makeClip();
      const structures = seeds.map((seed) => structureOf(() => augmentation(clip, seed)));
      expect(structures[0]).not.toBe('[]');
      expect(new Set(structures).size).toBe(1);
    });

    it('refuses what is not a clip or not a seed', () => {
      const call = augmentation as (clip: unknown, seed: number) => unknown;
      expect(() => call([0.5], 1)).toThrow(/: 'clip' must be a float32 tensor, got object\.$/);
      expect(() => call(tf.zeros([1, 8, 8, 1], 'int32'), 1)).toThrow(/got int32 tensor\.$/);
      expect(() => call(tf.zeros([8, 8, 1]), 1)).toThrow(
        /'clip' must have shape \[time, height, width, channels\].*, got \[8, 8, 1\]\.$/,
      );
      expect(() => call(tf.zeros([2, 0, 8, 1]), 1)).toThrow(/, got \[2, 0, 8, 1\]\.$/);
      expect(() => call(tf.zeros([2, 8, 8, 2]), 1)).toThrow(
        /'clip' must have 1 or 3 channels, got 2\.$/,
      );
      for (const seed of [0.5, Number.NaN, 2 ** 53]) {
        expect(() => call(makeClip(), seed)).toThrow(`'seed' must be a safe integer, got ${seed}.`);
      }
    });
  });
}

/** The kernels that `body` calls: names, shapes and types of their inputs, attributes. */
function structureOf(body: () => tf.TensorContainer): string {
  const spy = vi.spyOn(tf.engine(), 'runKernel');
  try {
    tf.dispose(body());
    return JSON.stringify(
      spy.mock.calls.map(([kernel, inputs, attributes]) => [
        kernel,
        Object.values(inputs).map((input) => [
          (input as tf.Tensor).shape,
          (input as tf.Tensor).dtype,
        ]),
        attributes,
      ]),
    );
  } finally {
    spy.mockRestore();
  }
}

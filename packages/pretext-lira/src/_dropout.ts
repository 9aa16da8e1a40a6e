import { foldSeed, uniforms } from '@ssvaerr/random';
import * as tf from '@tensorflow/tfjs-core';

/** Drops numbers of `x` at one place of the network, which is named so that each has its own draws. */
export type Dropout = <T extends tf.Tensor>(x: T, place: string) => T;

export const keepAll: Dropout = (x) => x;

/**
 * Each number is 0 with probability `rate`, else divided by `1 - rate`. The draws are made in JS and
 * go in as data: an engine that compiles a recorded step sees the same graph at every seed.
 */
export function dropout(rate: number, seed: number): Dropout {
  if (rate === 0) return keepAll;
  return (x, place) => {
    const kept = uniforms(foldSeed(seed, place), x.size).map((u) =>
      u < rate ? 0 : 1 / (1 - rate),
    );
    return tf.mul(x, tf.tensor(kept, x.shape));
  };
}

import { foldSeed, normal, uniform } from '@ssvaerr/random';
import { assertSeed } from './_checks.ts';
import { drift, type OverTime } from './_drift.ts';
import { clamp } from './_ramp.ts';

const count = 5;

/** One of the people who watched and moved a joystick. */
export interface Rater {
  /** Reaction time, seconds. */
  readonly delay: number;
  readonly gain: number;
  readonly bias: number;
}

/**
 * The five raters of a data set: reaction times of 0.2 to 1 s, own scales and own offsets. They rate
 * every clip of it.
 *
 * @param seed safe integer: the data set's.
 * @throws RangeError if it is not.
 */
export function ratersOf(seed: number): readonly Rater[] {
  assertSeed('ratersOf', 'seed', seed);
  return Array.from({ length: count }, (_, i) => {
    const own = foldSeed(seed, 'rater', i);
    return {
      // Most react quickly, some late: 0.2 to 1 s, 0.47 s on average.
      delay: 0.2 + 0.8 * uniform(foldSeed(own, 'delay')) ** 2,
      gain: uniform(foldSeed(own, 'gain'), { low: 0.85, high: 1.15 }),
      bias: normal(foldSeed(own, 'bias'), { std: 0.06 }),
    };
  });
}

/**
 * What the raters say about one dimension of one clip, averaged: each sees the truth late, scales and
 * shifts it, and wavers slowly (periods of 1 to 8 s, standard deviation 0.12).
 *
 * @param seed safe integer: this clip and dimension; how the raters waver.
 * @param truth in [-1, 1], as a function of time in seconds; asked for times before 0 too.
 * @returns the label in [-1, 1] as a function of time. Never NaN.
 * @throws RangeError if the seed is not a safe integer or nobody rates.
 */
export function rate(seed: number, raters: readonly Rater[], truth: OverTime): OverTime {
  assertSeed('rate', 'seed', seed);
  if (raters.length === 0) throw new RangeError("rate: 'raters' must not be empty, got none.");
  const wavering = raters.map((_, i) => drift(foldSeed(seed, 'rater', i), 8, 1));
  return (seconds) => {
    const ratings = raters.map(({ delay, gain, bias }, i) =>
      clamp(gain * truth(seconds - delay) + bias + 0.12 * wavering[i]!(seconds), -1, 1),
    );
    return ratings.reduce((sum, rating) => sum + rating, 0) / raters.length;
  };
}

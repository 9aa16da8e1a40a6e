import { foldSeed, normal, uniform } from '@ssvaerr/random';
import { assertSeed } from './_checks.ts';
import { drift, type OverTime } from './_drift.ts';
import { clamp } from './_ramp.ts';

const count = 5;

/** A simulated annotator, who watches a clip and moves a joystick. */
export interface Rater {
  /** Reaction time, seconds. */
  readonly delay: number;
  /** Scale of the ratings. */
  readonly gain: number;
  /** Offset of the ratings. */
  readonly bias: number;
}

/**
 * Returns the five raters of a data set, with reaction times of 0.2 to 1 s and their own scales and offsets. They
 * rate every clip of the data set.
 *
 * @param seed seed of the data set, a safe integer.
 * @throws RangeError if the seed is not a safe integer.
 * @example
 * ```ts
 * import { ratersOf } from '@ssvaerr/synthface';
 *
 * console.log(ratersOf(1).map(({ delay }) => delay.toFixed(2)).join(' ')); // 0.25 0.26 0.41 0.45 0.86
 * ```
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
 * Returns the mean rating of one dimension of one clip over time: each rater perceives the truth with a delay,
 * scales and shifts it, and drifts slowly (periods of 1 to 8 s, standard deviation 0.12).
 *
 * @param seed safe integer: seed of the raters' drift for this clip and dimension.
 * @param raters from {@link ratersOf}, at least one.
 * @param truth in [-1, 1], as a function of time in seconds; it is also called for times before 0.
 * @returns the label in [-1, 1] as a function of time in seconds; never NaN.
 * @throws RangeError if the seed is not a safe integer or `raters` is empty.
 * @example
 * ```ts
 * import { rate, ratersOf } from '@ssvaerr/synthface';
 *
 * const label = rate(2, ratersOf(1), (seconds) => Math.sin(seconds));
 * console.log(label(0).toFixed(2), label(2).toFixed(2)); // -0.44 0.79
 * ```
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

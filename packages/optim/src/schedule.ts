import { assertCount, assertFinite } from './_checks.ts';

/** The value of a hyperparameter at `step`, an integer >= 0; a pure function. */
export type Schedule = (step: number) => number;

/**
 * The same value at every step.
 *
 * @param value finite.
 * @example
 * ```ts
 * import { constant } from '@ssvaerr/optim';
 *
 * console.log(constant(0.1)(1000)); // 0.1
 * ```
 */
export function constant(value: number): Schedule {
  assertFinite('constant', 'value', value);
  return (step) => {
    assertStep('constant', step);
    return value;
  };
}

/** Options of {@link cosine}. */
export interface CosineOptions {
  /** Value at step 0. */
  readonly from: number;
  /** Value at step `steps` and after it. Default 0. */
  readonly to?: number;
  /** Integer >= 1. */
  readonly steps: number;
}

/**
 * Half a cosine: `to + (from - to) (1 + cos(pi step / steps)) / 2`, then `to` forever. It falls
 * (learning rates) or rises (the momentum of BYOL's and DINO's teacher, DINO's weight decay).
 *
 * @throws RangeError if a value is not finite or `steps` is not an integer >= 1; on the call of the
 *   schedule, if `step` is not an integer >= 0.
 * @see Loshchilov and Hutter 2017, eq. 5, https://arxiv.org/abs/1608.03983
 * @example
 * ```ts
 * import { cosine } from '@ssvaerr/optim';
 *
 * const learningRate = cosine({ from: 1, steps: 100 });
 * console.log(learningRate(0), learningRate(50).toFixed(2), learningRate(100)); // 1 0.50 0
 * ```
 */
export function cosine({ from, to = 0, steps }: CosineOptions): Schedule {
  assertFinite('cosine', 'from', from);
  assertFinite('cosine', 'to', to);
  assertCount('cosine', 'steps', steps, 1);
  return (step) => {
    assertStep('cosine', step);
    const done = Math.min(step / steps, 1);
    return to + (from - to) * 0.5 * (1 + Math.cos(Math.PI * done));
  };
}

/** Options of {@link linearWarmUp}. */
export interface LinearWarmUpOptions {
  /** Value at step 0. Default 0. */
  readonly from?: number;
  /** Value at the end of the warm-up. */
  readonly to: number;
  /** Length of the warm-up, an integer >= 1. */
  readonly steps: number;
  /**
   * Whether the last of the `steps` already has the value `to` (`numpy.linspace`, as in DINO) or the
   * first after them has (`from + (to - from) step / steps`, as in BYOL). Default `false`, BYOL's.
   */
  readonly inclusive?: boolean;
}

/**
 * A straight line for `steps` steps, then `after`, which starts from its own step 0.
 *
 * @throws RangeError if a value is not finite or `steps` is not an integer >= 1; on the call of the
 *   schedule, if `step` is not an integer >= 0.
 * @example
 * ```ts
 * import { cosine, linearWarmUp } from '@ssvaerr/optim';
 *
 * const learningRate = linearWarmUp({ to: 1, steps: 10 }, cosine({ from: 1, steps: 90 }));
 * console.log(learningRate(0), learningRate(5), learningRate(10), learningRate(100)); // 0 0.5 1 0
 * ```
 */
export function linearWarmUp(
  { from = 0, to, steps, inclusive = false }: LinearWarmUpOptions,
  after: Schedule,
): Schedule {
  assertFinite('linearWarmUp', 'from', from);
  assertFinite('linearWarmUp', 'to', to);
  assertCount('linearWarmUp', 'steps', steps, 1);
  const intervals = inclusive ? Math.max(steps - 1, 1) : steps; // one value makes no interval
  return (step) => {
    assertStep('linearWarmUp', step);
    if (step >= steps) return after(step - steps);
    return from + (to - from) * (step / intervals);
  };
}

/**
 * A schedule of epochs, asked by the step: all steps of an epoch get the same value.
 *
 * @param schedule asked with the epoch, from 0.
 * @param stepsPerEpoch integer >= 1.
 * @throws RangeError if `stepsPerEpoch` is not; on the call of the schedule, if `step` is not an
 *   integer >= 0.
 * @example
 * ```ts
 * import { linearWarmUp, constant, perEpoch } from '@ssvaerr/optim';
 *
 * const byEpoch = linearWarmUp({ to: 1, steps: 4 }, constant(1));
 * const learningRate = perEpoch(byEpoch, 100);
 * console.log(learningRate(99), learningRate(100), learningRate(399)); // 0 0.25 0.75
 * ```
 */
export function perEpoch(schedule: Schedule, stepsPerEpoch: number): Schedule {
  assertCount('perEpoch', 'stepsPerEpoch', stepsPerEpoch, 1);
  return (step) => {
    assertStep('perEpoch', step);
    return schedule(Math.floor(step / stepsPerEpoch));
  };
}

function assertStep(where: string, step: number): void {
  assertCount(where, 'step', step, 0);
}

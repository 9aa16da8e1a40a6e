import { assertCount, assertFinite } from './_checks.ts';

/** A pure function from the step, an integer >= 0, to the value of a hyperparameter. */
export type Schedule = (step: number) => number;

/**
 * Returns a schedule with the same value at every step.
 *
 * @param value finite.
 * @throws RangeError if `value` is not finite; when the schedule is called, if `step` is not an integer >= 0.
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
  /** Value at step 0, finite. */
  readonly from: number;
  /** Value at step `steps` and after it, finite. Default 0. */
  readonly to?: number;
  /** Length of the half cosine, an integer >= 1. */
  readonly steps: number;
}

/**
 * Returns a schedule along half a cosine: `to + (from - to) (1 + cos(pi step / steps)) / 2`, then `to` forever. It falls
 * (learning rates) or rises (the momentum of BYOL's and DINO's teacher, DINO's weight decay).
 *
 * @throws RangeError if a value is not finite or `steps` is not an integer >= 1; when the schedule is called, if `step`
 *   is not an integer >= 0.
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
  /** Value at step 0, finite. Default 0. */
  readonly from?: number;
  /** Value at the end of the warm-up, finite. */
  readonly to: number;
  /** Length of the warm-up, an integer >= 1. */
  readonly steps: number;
  /**
   * Whether the last of the `steps` steps already has the value `to` (`numpy.linspace`, as in DINO), or the first step after
   * them (`from + (to - from) step / steps`, as in BYOL). Default `false`, as in BYOL.
   */
  readonly inclusive?: boolean;
}

/**
 * Returns a schedule along a straight line for `steps` steps, followed by `after`, which starts from its own step 0.
 *
 * @throws RangeError if a value is not finite or `steps` is not an integer >= 1; when the schedule is called, if `step`
 *   is not an integer >= 0.
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
  const intervals = inclusive ? Math.max(steps - 1, 1) : steps; // a single value has no interval
  return (step) => {
    assertStep('linearWarmUp', step);
    if (step >= steps) return after(step - steps);
    return from + (to - from) * (step / intervals);
  };
}

/**
 * Converts a schedule over epochs to one over steps: all steps of an epoch have the same value.
 *
 * @param schedule called with the epoch, counted from 0.
 * @param stepsPerEpoch integer >= 1.
 * @throws RangeError if `stepsPerEpoch` is not an integer >= 1; when the schedule is called, if `step` is not an
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

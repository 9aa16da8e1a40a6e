import * as tf from '@tensorflow/tfjs-core';
import { assertNonNegative } from './_checks.ts';
import { fed } from './_fed.ts';
import { countIn, type NamedTensors, States } from './_states.ts';
import { assertExclusion, type Exclusion, isExcluded } from './exclusion.ts';

/** One parameter in one step, as the equations of an optimizer take it. */
export interface Parameter<Slot extends string, Rate extends string> {
  /** The parameter. */
  readonly p: tf.Tensor;
  /** Its gradient, of the same shape. */
  readonly g: tf.Tensor;
  /** Its state, of the same shape; zeros at its first step. */
  readonly slots: Readonly<Record<Slot, tf.Tensor>>;
  /** Number of its updates, including this one. */
  readonly steps: number;
  /** The values of `rates` as scalars. */
  readonly rates: Readonly<Record<Rate, tf.Scalar>>;
  /** Parameters that weight decay leaves alone. */
  readonly excluded: boolean;
  /** Whether weight decay acts on it. */
  readonly decayed: boolean;
}

/** Options that all optimizers share. */
export interface CommonOptions {
  readonly learningRate: number;
  readonly weightDecay: number;
  readonly exclude: Exclusion;
}

/**
 * The common base of the optimizers: state, checks, saving and restoring. A subclass holds the equations: `rates`, the
 * numbers that change from step to step, and `update`, one parameter's step.
 *
 * As in torch, each parameter counts its own steps: one that is added late (a layer that is unfrozen after an epoch) starts
 * with the bias correction of a first step.
 */
export abstract class SlotOptimizer<Slot extends string, Rate extends string> extends tf.Optimizer {
  /** Learning rate, finite, >= 0. It may be set between steps. */
  learningRate: number;
  /** Weight decay, finite, >= 0. It may be set between steps. */
  weightDecay: number;
  /** Which parameters weight decay leaves alone. */
  readonly exclude: Exclusion;
  readonly #name: string;
  readonly #slotNames: readonly Slot[];
  readonly #states: States<Slot>;
  #justRestored = false;

  constructor(
    name: string,
    slotNames: readonly Slot[],
    { learningRate, weightDecay, exclude }: CommonOptions,
  ) {
    super();
    this.learningRate = learningRate;
    this.weightDecay = weightDecay;
    this.exclude = exclude;
    this.#name = name;
    this.#slotNames = slotNames;
    this.#states = new States(slotNames);
    this.#assertOptions(name);
    assertExclusion(name, exclude);
  }

  /**
   * Returns the numbers that differ from step to step; `steps` is 1 at the parameter's first step.
   * @internal
   */
  protected abstract rates(steps: number): Readonly<Record<Rate, number>>;

  /**
   * Computes one step of one parameter: its new value `p` and its new slots. It runs inside a `tf.tidy`.
   * @internal
   */
  protected abstract update(
    parameter: Parameter<Slot, Rate>,
  ): Readonly<Record<Slot | 'p', tf.Tensor>>;

  /**
   * Updates every variable that has a gradient by one step. Everything is checked before the first update.
   *
   * @param gradients float32 by variable name, each with the shape of its variable. They are not disposed.
   * @throws RangeError if a name belongs to no variable or occurs twice, a shape or dtype differs, or `learningRate` or
   *   `weightDecay` was set to a value that the constructor refuses; TypeError if a gradient is missing (`null`: the
   *   variable is not trainable, or the loss does not depend on it).
   */
  override applyGradients(gradients: tf.NamedTensorMap | NamedTensors): void {
    const where = `${this.#name}.applyGradients`;
    this.#assertOptions(where);
    const steps = this.#checked(where, gradients);
    tf.tidy(() => {
      const feeds = new Map<number, Readonly<Record<Rate, tf.Scalar>>>();
      for (const [variable, gradient] of steps) this.#step(variable, gradient, feeds);
    });
    this.incrementIterations();
  }

  /**
   * Returns the state for {@link setWeights}: `iter` (int32 scalar), then for each variable `<name>/steps` (int32 scalar) and
   * its slots, float32 of its shape. These are copies, owned by the caller.
   */
  override async getWeights(): Promise<NamedTensors> {
    return [await this.saveIterations(), ...this.#states.save()];
  }

  /**
   * Replaces the state by copies of the result of {@link getWeights}, also before the first step. The variables must have
   * the names that they had when the state was saved.
   *
   * @throws RangeError if `weights` is not what this optimizer saves. Nothing is changed then.
   */
  override async setWeights(weights: NamedTensors): Promise<void> {
    const where = `${this.#name}.setWeights`;
    const [first, ...rest] = weights;
    if (first?.name !== 'iter') {
      throw new RangeError(`${where}: 'weights' must start with 'iter', got ${first?.name}.`);
    }
    const iterations = await countIn(where, 'iter', first.tensor);
    await this.#states.restore(where, rest);
    this.iterations_ = iterations;
    this.#justRestored = true;
  }

  /** Returns the arguments of `fromConfig`. They do not include the state. */
  override getConfig(): tf.serialization.ConfigDict {
    const { learningRate, weightDecay, exclude } = this;
    if (typeof exclude === 'function') {
      throw new TypeError(
        `${this.#name}.getConfig: 'exclude' must be 'nothing' or 'biasesAndNorms', got a function.`,
      );
    }
    return { learningRate, weightDecay, exclude };
  }

  /** Disposes the state. The trained variables do not belong to the optimizer. */
  override dispose(): void {
    this.#states.dispose();
  }

  #step(
    variable: tf.Variable,
    g: tf.Tensor,
    feeds: Map<number, Readonly<Record<Rate, tf.Scalar>>>,
  ): void {
    const state = this.#states.of(variable);
    state.steps++;
    const rates = feeds.get(state.steps) ?? feed(this.rates(state.steps));
    feeds.set(state.steps, rates);
    const excluded = isExcluded(this.exclude, variable.name, variable.shape);
    const decayed = this.weightDecay > 0 && !excluded;
    const { slots, steps } = state;
    // Its own tidy keeps only one parameter's intermediates alive at a time.
    tf.tidy(() => {
      const next = this.update({ p: variable, g, slots, steps, rates, excluded, decayed });
      variable.assign(next.p);
      for (const slot of this.#slotNames) slots[slot].assign(next[slot]);
    });
  }

  #checked(
    where: string,
    gradients: tf.NamedTensorMap | NamedTensors,
  ): Map<tf.Variable, tf.Tensor> {
    const entries = Array.isArray(gradients)
      ? gradients.map(({ name, tensor }) => [name, tensor] as const)
      : Object.entries(gradients);
    const variables = tf.engine().registeredVariables;
    const checked = new Map<tf.Variable, tf.Tensor>();
    for (const [name, gradient] of entries) {
      const variable = variables[name];
      if (!variable) {
        throw new RangeError(`${where}: '${name}' must be the name of a variable, got none.`);
      }
      if (checked.has(variable)) {
        throw new RangeError(`${where}: '${name}' must have one gradient, got two.`);
      }
      if (!gradient) {
        throw new TypeError(`${where}: '${name}' must have a gradient, got ${gradient}.`);
      }
      assertLike(where, `the gradient of '${name}'`, gradient, variable);
      const shape = this.#states.shapeOf(name);
      if (shape) assertLike(where, `the state of '${name}'`, { dtype: 'float32', shape }, variable);
      checked.set(variable, gradient);
    }
    // Renamed variables would silently start from zeros.
    if (this.#justRestored) {
      for (const name of this.#states.names) {
        if (variables[name]) continue;
        throw new RangeError(
          `${where}: restored state must belong to a variable, got '${name}', which is not the name of a variable.`,
        );
      }
      this.#justRestored = false;
    }
    return checked;
  }

  #assertOptions(where: string): void {
    assertNonNegative(where, 'learningRate', this.learningRate);
    assertNonNegative(where, 'weightDecay', this.weightDecay);
  }
}

function feed<Rate extends string>(
  rates: Readonly<Record<Rate, number>>,
): Readonly<Record<Rate, tf.Scalar>> {
  const entries = Object.entries<number>(rates).map(([name, rate]) => [name, fed(rate)]);
  return Object.fromEntries(entries);
}

function assertLike(
  where: string,
  what: string,
  actual: Pick<tf.Tensor, 'dtype'> & { readonly shape: readonly number[] },
  variable: tf.Variable,
): void {
  const got = `${actual.dtype} [${actual.shape}]`;
  const wanted = `${variable.dtype} [${variable.shape}]`;
  if (got !== wanted || variable.dtype !== 'float32') {
    throw new RangeError(`${where}: ${what} must be float32 [${variable.shape}], got ${got}.`);
  }
}

import * as tf from '@tensorflow/tfjs-core';
import { assertCount } from './_checks.ts';

export type NamedTensors = Parameters<tf.Optimizer['setWeights']>[0];

/** The state of an optimizer for one parameter. */
export interface State<Slot extends string> {
  /** Number of updates of the parameter. */
  steps: number;
  /** Variables of the parameter's shape. */
  readonly slots: Readonly<Record<Slot, tf.Variable>>;
}

/** The states of an optimizer's parameters, by variable name. */
export class States<Slot extends string> {
  readonly #slotNames: readonly Slot[];
  readonly #byName = new Map<string, State<Slot>>();

  constructor(slotNames: readonly Slot[]) {
    this.#slotNames = slotNames;
  }

  get names(): Iterable<string> {
    return this.#byName.keys();
  }

  /** Returns the shape of the state of `name`, if there is one. */
  shapeOf(name: string): readonly number[] | undefined {
    return this.#byName.get(name)?.slots[this.#slotNames[0]!].shape;
  }

  /** Returns the state of a variable; zeros at its first step. */
  of({ name, shape }: tf.Variable): State<Slot> {
    const known = this.#byName.get(name);
    if (known) return known;
    // Named by TF.js: two optimizers may hold state of the same variable.
    const zeros = () => tf.tidy(() => tf.variable(tf.zeros(shape), false));
    const state: State<Slot> = { steps: 0, slots: fromKeys(this.#slotNames, zeros) };
    this.#byName.set(name, state);
    return state;
  }

  /** Returns new tensors `<variable>/steps` (int32 scalar) and `<variable>/<slot>`, parameter by parameter. */
  save(): NamedTensors {
    return [...this.#byName].flatMap(([name, { steps, slots }]) => [
      { name: `${name}/steps`, tensor: tf.scalar(steps, 'int32') },
      ...this.#slotNames.map((slot) => ({
        name: `${name}/${slot}`,
        tensor: tf.clone(slots[slot]) as tf.Tensor,
      })),
    ]);
  }

  /** Replaces all states by copies of the result of {@link save}. Everything is checked first. */
  async restore(where: string, weights: NamedTensors): Promise<void> {
    const groups = new Map<string, Map<string, tf.Tensor>>();
    for (const { name: path, tensor } of weights) {
      const cut = path.lastIndexOf('/'); // variable names may hold slashes, slot names do not
      const name = path.slice(0, Math.max(cut, 0));
      const group = groups.get(name) ?? new Map<string, tf.Tensor>();
      groups.set(name, group.set(path.slice(cut + 1), tensor));
    }
    const steps = new Map<string, number>();
    for (const [name, group] of groups) {
      this.#assertGroup(where, name, group);
      steps.set(name, await countIn(where, `${name}/steps`, group.get('steps')!));
    }

    this.dispose();
    for (const [name, group] of groups) {
      const copy = (slot: Slot) => tf.variable(group.get(slot)!, false);
      this.#byName.set(name, { steps: steps.get(name)!, slots: fromKeys(this.#slotNames, copy) });
    }
  }

  #assertGroup(where: string, name: string, group: ReadonlyMap<string, tf.Tensor>): void {
    const wanted = ['steps', ...this.#slotNames];
    if (group.size !== wanted.length || !wanted.every((key) => group.has(key))) {
      const got = [...group.keys()].join(', ');
      throw new RangeError(
        `${where}: 'weights' must hold ${wanted.join(', ')} of '${name}', got ${got}.`,
      );
    }
    const slots = this.#slotNames.map((slot) => group.get(slot)!);
    const kinds = slots.map(({ dtype, shape }) => `${dtype} [${shape}]`);
    if (kinds.some((kind) => kind !== `float32 [${slots[0]!.shape}]`)) {
      throw new RangeError(
        `${where}: 'weights' must hold float32 of one shape for '${name}', got ${kinds.join(', ')}.`,
      );
    }
  }

  dispose(): void {
    for (const { slots } of this.#byName.values()) tf.dispose(slots);
    this.#byName.clear();
  }
}

/** Reads a count: one integer >= 0. */
export async function countIn(where: string, name: string, tensor: tf.Tensor): Promise<number> {
  const values = await tensor.data();
  assertCount(where, name, values.length === 1 ? values[0]! : Number.NaN, 0);
  return values[0]!;
}

function fromKeys<K extends string, V>(keys: readonly K[], value: (key: K) => V): Record<K, V> {
  return Object.fromEntries(keys.map((key) => [key, value(key)])) as Record<K, V>;
}

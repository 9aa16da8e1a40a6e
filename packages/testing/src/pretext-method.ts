import * as tf from '@tensorflow/tfjs';
import { describe, expect, it, vi } from 'vitest';
import { expectNoLeak } from './leaks.ts';

type Variables = readonly tf.Variable[];

/** `PretextMethod` of `@ssvaerr/pretext`, in the shape that this package needs: it imports no other. */
interface Method<Batch, Targets extends tf.TensorContainer> {
  readonly trainableVariables: Variables;
  readonly stateVariables: Variables;
  readonly variables: Readonly<Record<string, tf.Variable>>;
  targets(batch: Batch): Targets;
  loss(batch: Batch, targets: Targets): tf.Scalar;
  advance(targets: Targets, step: number): void;
  dispose(): void;
}

/** What {@link itIsAPretextMethod} may be told. */
export interface PretextMethodOptions {
  /** For the steps of the suite. Default `tf.train.adam(0.01)`. */
  readonly optimizer?: () => tf.Optimizer;
  /** Loss after 60 steps on one batch, as a fraction of its start, that it must be below. Default 0.5. */
  readonly overfit?: number;
}

/**
 * The laws that every self-supervised method keeps, whatever it learns.
 *
 * @param make a method, the same at every call; its encoders are made inside and may outlive it.
 * @param makeBatch a batch, the same at every call.
 */
export function itIsAPretextMethod<Batch, T extends tf.TensorContainer>(
  name: string,
  make: () => Method<Batch, T>,
  makeBatch: () => Batch,
  {
    optimizer: makeOptimizer = () => tf.train.adam(0.01),
    overfit = 0.5,
  }: PretextMethodOptions = {},
): void {
  /** As `trainStep`; returns the loss. */
  const train = (method: Method<Batch, T>, optimizer: tf.Optimizer, batch: Batch, step: number) =>
    tf.tidy(() => {
      const targets = method.targets(batch);
      const loss = () => method.loss(batch, targets);
      const { value, grads } = tf.variableGrads(loss, [...method.trainableVariables]);
      optimizer.applyGradients(grads);
      method.advance(targets, step);
      return value;
    });

  /** Runs `body` with a method of its own, and frees all that is left. */
  const withMethod = (body: (method: Method<Batch, T>, batch: Batch, o: tf.Optimizer) => void) => {
    const before = new Set(Object.values(tf.engine().registeredVariables));
    const [method, batch, optimizer] = [make(), makeBatch(), makeOptimizer()];
    try {
      body(method, batch, optimizer);
    } finally {
      method.dispose();
      optimizer.dispose();
      tf.dispose(batch as tf.TensorContainer);
      tf.dispose(
        Object.values(tf.engine().registeredVariables).filter((left) => !before.has(left)),
      );
    }
  };

  describe(`${name} is a pretext method`, () => {
    it('names every variable once, and no variable is both trained and state', () => {
      withMethod(({ trainableVariables, stateVariables, variables }) => {
        const lists = [...trainableVariables, ...stateVariables];
        expect(new Set(lists).size).toBe(lists.length);
        expect(trainableVariables.length).toBeGreaterThan(0);
        const named = Object.values(variables);
        expect(new Set(named).size).toBe(named.length);
        for (const variable of lists) expect(named).toContain(variable);
        // What is in neither list are running statistics: an optimizer must not see them.
        const others = named.filter((variable) => !lists.includes(variable));
        expect(others.filter(({ trainable }) => trainable)).toEqual([]);
      });
    });

    it('targets and loss move running statistics at most', () => {
      withMethod((method, batch) => {
        const fixed = [...method.trainableVariables, ...method.stateVariables];
        const before = values(fixed);
        tf.tidy(() => {
          const targets = method.targets(batch);
          const loss = () => method.loss(batch, targets);
          tf.variableGrads(loss, [...method.trainableVariables]);
        });
        expect(values(fixed)).toEqual(before);
      });
    });

    it('the optimizer moves all that is trained, and no state', () => {
      withMethod((method, batch, optimizer) => {
        const { trainableVariables, stateVariables } = method;
        tf.tidy(() => {
          const targets = method.targets(batch);
          const loss = () => method.loss(batch, targets);
          const { grads } = tf.variableGrads(loss, [...trainableVariables]);
          expect(Object.values(grads).every((gradient) => gradient != null)).toBe(true);
          const [trained, state] = [values(trainableVariables), values(stateVariables)];
          optimizer.applyGradients(grads);
          expect(values(trainableVariables)).not.toEqual(trained);
          expect(values(stateVariables)).toEqual(state);
        });
      });
    });

    it('advance moves state, and nothing else', () => {
      withMethod((method, batch, optimizer) => {
        const state = new Set(method.stateVariables);
        const others = Object.values(method.variables).filter((variable) => !state.has(variable));
        tf.tidy(() => {
          // The student leaves its teacher first, or an average of the two would not move.
          tf.dispose(train(method, optimizer, batch, 0));
          const targets = method.targets(batch);
          const [moved, kept] = [values(method.stateVariables), values(others)];
          method.advance(targets, 1);
          expect(values(others)).toEqual(kept);
          if (state.size > 0) expect(values(method.stateVariables)).not.toEqual(moved);
        });
      });
    });

    it('is deterministic, to the bit', () => {
      const run = () => {
        let end: number[][] = [];
        withMethod((method, batch, optimizer) => {
          const losses = [0, 1].map((step) => {
            const loss = train(method, optimizer, batch, step);
            const value = [...loss.dataSync()];
            loss.dispose();
            return value;
          });
          end = [...losses, ...values(Object.values(method.variables))];
        });
        return end;
      };
      expect(run()).toEqual(run());
    });

    it('leaks nothing, step by step', () => {
      withMethod((method, batch, optimizer) => {
        train(method, optimizer, batch, 0).dispose(); // the optimizer makes its state
        for (const step of [1, 2]) expectNoLeak(() => train(method, optimizer, batch, step));
      });
    });

    it('frees what it made', () => {
      withMethod((method) => {
        const before = tf.memory().numTensors;
        method.dispose();
        const made = Object.values(method.variables).filter(({ isDisposed }) => isDisposed);
        expect(tf.memory().numTensors).toBe(before - made.length);
      });
    });

    it('records the same graph at every step', () => {
      withMethod((method, batch, optimizer) => {
        train(method, optimizer, batch, 0).dispose();
        train(method, optimizer, batch, 1).dispose();
        const [second, third] = [2, 3].map((step) =>
          recorded(() => train(method, optimizer, batch, step).dispose()),
        );
        expect(third).toEqual(second);
        expect(second!.length).toBeGreaterThan(0);
      });
    });

    it(`overfits one batch: 60 steps bring the loss below ${overfit} of its start`, () => {
      withMethod((method, batch, optimizer) => {
        const losses = Array.from({ length: 60 }, (_, step) => {
          const loss = train(method, optimizer, batch, step);
          const [value] = loss.dataSync();
          loss.dispose();
          return value!;
        });
        expect(losses.every(Number.isFinite)).toBe(true);
        expect(losses.at(-1)! / losses[0]!).toBeLessThan(overfit);
      });
    });
  });
}

const values = (variables: Variables) => variables.map((variable) => [...variable.dataSync()]);

/**
 * What an engine that compiles recorded steps would see of `body`: kernels with their attributes and
 * the shapes of their inputs, and the numbers that are constants to it, since they came from JS as
 * scalars. A number that changes from step to step shows here; one that is fed as a tensor does not.
 */
function recorded(body: () => void): string[] {
  const engine = tf.engine();
  const { runKernel, makeTensor } = engine;
  const lines: string[] = [];
  vi.spyOn(engine, 'runKernel').mockImplementation((kernel, inputs, attributes) => {
    const shapes = Object.values(inputs)
      .flat()
      .map((tensor) => `[${tensor?.shape}]`);
    lines.push(`${kernel} ${JSON.stringify(attributes ?? {})} ${shapes.join(' ')}`);
    return runKernel.call(engine, kernel, inputs, attributes) as never;
  });
  vi.spyOn(engine, 'makeTensor').mockImplementation((...args) => {
    const [numbers, shape] = args;
    if (shape.length === 0) lines.push(`constant ${numbers}`);
    return makeTensor.apply(engine, args);
  });
  try {
    body();
  } finally {
    vi.mocked(engine.runKernel).mockRestore();
    vi.mocked(engine.makeTensor).mockRestore();
  }
  return lines;
}

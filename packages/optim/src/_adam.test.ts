import { sixtyFourths, sixtyFourthsArray } from '@ssvaerr/testing';
import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Adam, AdamW, type AdamWOptions } from './index.ts';

/** Steps one variable, named `p`, through the gradients; where it ends. */
function run(optimizer: tf.Optimizer, start: number[], gradients: number[][]): number[] {
  return tf.tidy(() => {
    const p = tf.variable(tf.tensor1d(start), true, 'p');
    for (const g of gradients) optimizer.applyGradients({ p: tf.tensor1d(g) });
    const end = [...p.dataSync()];
    p.dispose();
    optimizer.dispose();
    return end;
  });
}

/** The equations, number by number, in float64. */
function reference(options: Required<Omit<AdamWOptions, 'exclude'>>, start: number, gs: number[]) {
  const { learningRate: lr, weightDecay: wd, beta1, beta2, epsilon } = options;
  let [p, m, v] = [start, 0, 0];
  gs.forEach((g, i) => {
    p *= 1 - lr * wd;
    m = beta1 * m + (1 - beta1) * g;
    v = beta2 * v + (1 - beta2) * g * g;
    const [mHat, vHat] = [m / (1 - beta1 ** (i + 1)), v / (1 - beta2 ** (i + 1))];
    p -= (lr * mHat) / (Math.sqrt(vHat) + epsilon);
  });
  return p;
}

const nonZero = sixtyFourths({ min: -2, max: 2 }).filter((g) => g !== 0);
const several = fc.array(nonZero, { minLength: 1, maxLength: 5 });

describe('AdamW', () => {
  it('by hand: p = 1, g = 2, lr = 0.1, wd = 0.5', () => {
    // decayed 1 - 0.05 = 0.95; m^ / sqrt(v^) = 2 / 2 at the first step: 0.95 - 0.1.
    const once = run(new AdamW({ learningRate: 0.1, weightDecay: 0.5 }), [1], [[2]]);
    expect(once).toBeAllclose([0.85]);
  });

  it('follows its equations for any options', () => {
    const optionsOf = fc.record({
      learningRate: sixtyFourths({ min: 0, max: 1 }),
      weightDecay: sixtyFourths({ min: 0, max: 1 }),
      beta1: sixtyFourths({ min: 0, max: 0.98 }),
      beta2: sixtyFourths({ min: 0, max: 0.98 }),
      epsilon: sixtyFourths({ min: 1 / 64, max: 1 }),
    });
    fc.assert(
      fc.property(optionsOf, sixtyFourths(), several, (options, start, gs) => {
        const [end] = run(
          new AdamW(options),
          [start],
          gs.map((g) => [g]),
        );
        // Up to five steps of length up to 3 each, in float32.
        expect(end!).toBeAllclose(reference(options, start, gs), { atol: 5e-6, rtol: 1e-6 });
      }),
    );
  });

  it("decays by the paper's 1e-4 by default, and by so little that one rounding must do", () => {
    expect(new AdamW({ learningRate: 1 }).getConfig()).toEqual({
      learningRate: 1,
      weightDecay: 1e-4,
      exclude: 'nothing',
      beta1: 0.9,
      beta2: 0.999,
      epsilon: 1e-8,
    });
    // p (1 - 3e-8) is p or, half a unit lower, p (1 - 6e-8) in float32. Subtracted together with the
    // gradient's step it acts as it should on average. (epsilon 1: steps of different lengths.)
    const starts = Array.from({ length: 4096 }, (_, i) => 1 + i / 4096);
    const gs = [starts.map((_, i) => 1 + ((i * 911) % 4096) / 4096)];
    const options = { learningRate: 3e-4, epsilon: 1 };
    const decayed = run(new AdamW(options), starts, gs);
    const plain = run(new AdamW({ ...options, weightDecay: 0 }), starts, gs);
    const shrunk = starts.reduce((sum, _, i) => sum + plain[i]! - decayed[i]!, 0);
    const wanted = starts.reduce((sum, p) => sum + p * 3e-8, 0);
    expect(shrunk / wanted).toBeGreaterThan(0.8);
    expect(shrunk / wanted).toBeLessThan(1.2);
  });

  it('moves every entry by the learning rate at its first step, against the gradient', () => {
    fc.assert(
      fc.property(nonZero, (g) => {
        const end = run(new AdamW({ learningRate: 0.25, weightDecay: 0 }), [0], [[g]]);
        expect(end).toBeAllclose([-Math.sign(g) * 0.25]);
      }),
    );
  });

  it('does not care about the scale of the gradients', () => {
    fc.assert(
      fc.property(several, fc.integer({ min: -8, max: 8 }), (gs, exponent) => {
        const steps = (scale: number) =>
          run(
            new AdamW({ learningRate: 0.1, epsilon: 1e-30 }),
            [1],
            gs.map((g) => [g * scale]),
          );
        expect(steps(2 ** exponent)).toBeAllclose(steps(1), { atol: 1e-6, rtol: 0 });
      }),
    );
  });

  it('equals Adam without decay', () => {
    fc.assert(
      fc.property(sixtyFourthsArray({ length: 3 }), several, (start, gs) => {
        const options = { learningRate: 0.1, weightDecay: 0 };
        const gradients = gs.map((g) => [g, -g, 2 * g]);
        const [adamW, adam] = [new AdamW(options), new Adam(options)];
        expect(run(adamW, start, gradients)).toEqual(run(adam, start, gradients));
      }),
    );
  });

  it('refuses an invalid coefficient or epsilon', () => {
    const make = (options: Partial<AdamWOptions>) => () =>
      new AdamW({ learningRate: 1, ...options });
    for (const bad of [-0.1, 1, Number.NaN]) {
      expect(make({ beta1: bad })).toThrow(`AdamW: 'beta1' must be in [0, 1), got ${bad}.`);
      expect(make({ beta2: bad })).toThrow(`AdamW: 'beta2' must be in [0, 1), got ${bad}.`);
    }
    for (const bad of [0, -1e-8, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(make({ epsilon: bad })).toThrow(
        `AdamW: 'epsilon' must be finite and > 0, got ${bad}.`,
      );
    }
  });
});

describe('Adam', () => {
  it('by hand: p = 1, g = 2, lr = 0.1, wd = 0.5, epsilon = 2.5', () => {
    // g + wd p = 2.5, and m^ / (sqrt(v^) + epsilon) = 2.5 / 5.
    const options = { learningRate: 0.1, weightDecay: 0.5, epsilon: 2.5 };
    expect(run(new Adam(options), [1], [[2]])).toBeAllclose([0.95]);
  });

  it('with decay is Adam without, of the decayed gradients', () => {
    fc.assert(
      fc.property(sixtyFourths(), several, sixtyFourths({ min: 0 }), (start, gs, weightDecay) => {
        const [learningRate, epsilon] = [0.25, 1 / 4];
        const ends = gs.map((_, i) => {
          const optimizer = new Adam({ learningRate, weightDecay, epsilon });
          return run(
            optimizer,
            [start],
            gs.slice(0, i).map((g) => [g]),
          )[0]!;
        });
        const decayed = gs.map((g, i) => g + weightDecay * ends[i]!);
        const plain = { learningRate, weightDecay: 0, beta1: 0.9, beta2: 0.999, epsilon };
        const [end] = run(
          new Adam({ learningRate, weightDecay, epsilon }),
          [start],
          gs.map((g) => [g]),
        );
        expect(end!).toBeAllclose(reference(plain, start, decayed), { atol: 5e-6, rtol: 1e-6 });
      }),
    );
  });

  it('has the defaults of torch', () => {
    expect(new Adam({ learningRate: 1 }).getConfig()).toEqual({
      learningRate: 1,
      weightDecay: 0,
      exclude: 'nothing',
      beta1: 0.9,
      beta2: 0.999,
      epsilon: 1e-8,
    });
  });
});

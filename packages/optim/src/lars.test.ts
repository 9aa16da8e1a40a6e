import { golden, needsGolden, sixtyFourthsArray } from '@ssvaerr/testing';
import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emaUpdate, LARS } from './index.ts';

function run(optimizer: LARS, start: tf.TensorLike, gradients: tf.TensorLike[]): number[] {
  return tf.tidy(() => {
    const p = tf.variable(tf.tensor(start, undefined, 'float32'), true, 'p');
    for (const g of gradients) optimizer.applyGradients({ p: tf.tensor(g, undefined, 'float32') });
    const end = [...p.dataSync()];
    p.dispose();
    optimizer.dispose();
    return end;
  });
}

describe('LARS', () => {
  it('by hand: ||p|| = 5, ||g + wd p|| = 2.5, eta = 0.5, then momentum', () => {
    // g + wd p = [1.5, 2]; trust 0.5 * 5 / 2.5 = 1; p - [1.5, 2].
    const make = () => new LARS({ learningRate: 1, momentum: 0.5, weightDecay: 0.25, eta: 0.5 });
    expect(run(make(), [[3, 4]], [[[0.75, 1]]])).toBeAllclose([1.5, 2]);
    // then ||p|| = 2.5 and g + wd p = [1.5, 2]: trust 0.5; m = [0.75, 1] + [0.75, 1].
    const two = [[[0.75, 1]], [[1.125, 1.5]]];
    expect(run(make(), [[3, 4]], two)).toBeAllclose([0, 0], { atol: 1e-6 });
  });

  it('does not care about the scale of the gradients of matrices', () => {
    const fourNonZero = sixtyFourthsArray({ length: 4 }).filter((g) => g.some((x) => x !== 0));
    fc.assert(
      fc.property(fourNonZero, fc.integer({ min: -8, max: 8 }), ([a, b, c, d], exponent) => {
        const step = (by: number) => {
          const gradient = [
            [a! * by, b! * by],
            [c! * by, d! * by],
          ];
          return run(
            new LARS({ learningRate: 10, weightDecay: 0 }),
            [
              [1, 2],
              [3, 4],
            ],
            [gradient],
          );
        };
        expect(step(2 ** exponent)).toBeAllclose(step(1));
        expect(step(1)).not.toEqual([1, 2, 3, 4]);
      }),
    );
  });

  it('moves a matrix by lr eta ||p||', () => {
    const end = run(
      new LARS({ learningRate: 1, weightDecay: 0, eta: 0.125 }),
      [[3, 4]],
      [[[0, 7]]],
    );
    expect(end).toBeAllclose([3, 4 - 0.125 * 5]);
  });

  it('is plain SGD where a norm is zero, and for vectors and scalars', () => {
    const make = () => new LARS({ learningRate: 0.5, eta: 0.125, weightDecay: 0 });
    expect(run(make(), [[0, 0]], [[[1, -2]]])).toEqual([-0.5, 1]);
    expect(run(make(), [[1, 2]], [[[0, 0]]])).toEqual([1, 2]);
    expect(run(new LARS({ learningRate: 0.5, weightDecay: 1 }), [1, 2], [[1, -2]])).toEqual([
      0.5, 3,
    ]);
    expect(run(new LARS({ learningRate: 0.5, weightDecay: 1 }), 1, [2])).toEqual([0]);
  });

  it('has the defaults of BYOL', () => {
    expect(new LARS({ learningRate: 1 }).getConfig()).toEqual({
      learningRate: 1,
      weightDecay: 1e-6,
      exclude: 'biasesAndNorms',
      momentum: 0.9,
      eta: 1e-3,
    });
  });

  it('refuses an invalid momentum or trust coefficient', () => {
    expect(() => new LARS({ learningRate: 1, momentum: 1 })).toThrow(
      "LARS: 'momentum' must be in [0, 1), got 1.",
    );
    expect(() => new LARS({ learningRate: 1, eta: 0 })).toThrow(
      "LARS: 'eta' must be finite and > 0, got 0.",
    );
  });

  const { skip, title } = needsGolden('06_byol');
  it.skipIf(skip)(title('moves student and, by EMA, teacher of a BYOL step (torch)'), () => {
    const { options, tables, names, tensor } = golden('06_byol');
    const { lr, wd } = options as unknown as { lr: number; wd: number };
    const { tau_used: momentum } = tables as unknown as { tau_used: number };
    const trained = names.flatMap((key) => (key.startsWith('grad.online.') ? [key.slice(12)] : []));
    const parameters = trained.filter((name) => names.includes(`param.online.${name}`));
    expect(parameters.length).toBe(10);
    const optimizer = new LARS({ learningRate: lr, weightDecay: wd });
    const variable = (name: string) => tf.variable(tensor(`param.${name}`).toTensor(), true, name);
    const online = parameters.map((name) => variable(`online.${name}`));
    optimizer.applyGradients(
      online.map(({ name }) => ({ name, tensor: tensor(`grad.${name}`).toTensor() })),
    );
    for (const p of online) {
      const expected = tensor(`after.${p.name}`);
      expect(p, p.name).toBeAllclose(expected, { atol: expected.atol, rtol: 0 });
    }
    const shared = parameters.filter((name) => names.includes(`param.target.${name}`));
    expect(shared.length).toBe(5);
    const target = shared.map((name) => variable(`target.${name}`));
    emaUpdate(
      target,
      shared.map((name) => online[parameters.indexOf(name)]!),
      momentum,
    );
    for (const p of target) {
      const expected = tensor(`after.${p.name}`);
      expect(p, p.name).toBeAllclose(expected, { atol: expected.atol, rtol: 0 });
    }
    tf.dispose([online, target]);
    optimizer.dispose();
  });
});

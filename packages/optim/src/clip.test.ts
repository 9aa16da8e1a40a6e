import { expectNoLeak, golden, needsGolden, sixtyFourthsArray } from '@ssvaerr/testing';
import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clipByGlobalNorm, clipByParameterNorm } from './clip.ts';

const length = (values: ArrayLike<number>) =>
  Math.sqrt(Array.from(values).reduce((sum, x) => sum + x * x, 0));
const values = (tensors: tf.NamedTensorMap) =>
  Object.values(tensors).flatMap((tensor) => [...tensor.dataSync()]);

const two = fc.tuple(sixtyFourthsArray(), sixtyFourthsArray());
const bounds = fc.integer({ min: 1, max: 640 }).map((n) => n / 64);

describe('clipByGlobalNorm', () => {
  it('by hand: [3, 0], 4 to length 1', () => {
    const gradients = { a: tf.tensor2d([[3, 0]]), b: tf.scalar(4) };
    const { gradients: clipped, norm } = clipByGlobalNorm(gradients, 1);
    expect(norm).toBeAllclose(tf.scalar(5));
    expect(clipped.a!).toBeAllclose(tf.tensor2d([[0.6, 0]]));
    expect(clipped.b!).toBeAllclose(tf.scalar(0.8));
    expect(Object.keys(clipped)).toEqual(['a', 'b']);
  });

  it('has the norm of all entries in one vector, is at most the bound, keeps the direction', () => {
    fc.assert(
      fc.property(two, bounds, ([a, b], maxNorm) => {
        tf.tidy(() => {
          const before = length([...a, ...b]);
          const result = clipByGlobalNorm({ a: tf.tensor1d(a), b: tf.tensor1d(b) }, maxNorm);
          expect(result.norm).toBeAllclose(tf.scalar(before));
          const clipped = values(result.gradients);
          expect(length(clipped)).toBeLessThanOrEqual(maxNorm * (1 + 1e-6));
          const factor = Math.min(1, maxNorm / (before + 1e-6));
          expect(clipped).toBeAllclose([...a, ...b].map((x) => x * factor));
        });
      }),
    );
  });

  it('changes nothing, to the bit, where the norm is under the bound', () => {
    fc.assert(
      fc.property(two, ([a, b]) => {
        tf.tidy(() => {
          const maxNorm = length([...a, ...b]) + 0.125;
          const result = clipByGlobalNorm({ a: tf.tensor1d(a), b: tf.tensor1d(b) }, maxNorm);
          expect(values(result.gradients)).toEqual([...a, ...b]);
        });
      }),
    );
  });

  it('adds 1e-6 to the norm, as torch does', () => {
    const { gradients } = clipByGlobalNorm({ a: tf.scalar(1e-6) }, 1e-6);
    expect(gradients.a!).toBeAllclose(tf.scalar(0.5e-6), { atol: 1e-12 });
  });

  it('matches torch.nn.utils.clip_grad_norm_', () => {
    const { options, tensor } = golden('06_clip_global_norm');
    const input = (i: number) => tensor(`input.grad${i}`).toTensor();
    const { gradients, norm } = clipByGlobalNorm(
      { grad0: input(0), grad1: input(1), grad2: input(2) },
      options.max_norm!,
    );
    const total = tensor('output.total_norm');
    expect(norm).toBeAllclose(total, { atol: total.atol, rtol: 0 });
    for (const i of [0, 1, 2]) {
      const expected = tensor(`output.clipped${i}`);
      expect(gradients[`grad${i}`]!).toBeAllclose(expected, { atol: expected.atol, rtol: 0 });
    }
  });
});

describe('clipByParameterNorm', () => {
  it('by hand: [3, 4] to length 1, [0.25] as it is', () => {
    const clipped = clipByParameterNorm({ a: tf.tensor1d([3, 4]), b: tf.tensor1d([0.25]) }, 1);
    expect(clipped.a!).toBeAllclose([0.6, 0.8]);
    expect([...clipped.b!.dataSync()]).toEqual([0.25]);
  });

  it('clips each gradient as if it were alone', () => {
    fc.assert(
      fc.property(two, bounds, ([a, b], maxNorm) => {
        tf.tidy(() => {
          const gradients = { a: tf.tensor1d(a), b: tf.tensor1d(b) };
          const alone = [
            clipByGlobalNorm({ a: gradients.a }, maxNorm).gradients,
            clipByGlobalNorm({ b: gradients.b }, maxNorm).gradients,
          ];
          expect(values(clipByParameterNorm(gradients, maxNorm))).toEqual(alone.flatMap(values));
        });
      }),
    );
  });

  const { skip, title } = needsGolden('07_dino_clipped');
  it.skipIf(skip)(title("matches DINO's clip_gradients"), () => {
    const { options, names, tensor } = golden('07_dino_clipped');
    const clippedNames = names.filter((name) => name.startsWith('grad_clipped.'));
    expect(clippedNames.length).toBe(7);
    const gradients = Object.fromEntries(
      clippedNames.map((name) => [name, tensor(name.replace('grad_clipped', 'grad')).toTensor()]),
    );
    const clipped = clipByParameterNorm(gradients, options.clip!);
    for (const name of clippedNames) {
      const expected = tensor(name);
      expect(clipped[name]!, name).toBeAllclose(expected, { atol: expected.atol, rtol: 0 });
    }
  });
});

describe.each([
  ['clipByGlobalNorm', clipByGlobalNorm],
  ['clipByParameterNorm', clipByParameterNorm],
] as const)('%s', (name, clip) => {
  it('makes new tensors, keeps its inputs, leaks nothing', () => {
    const gradients = { a: tf.tensor2d([[3, 4]]), b: tf.scalar(0) };
    expectNoLeak(() => clip(gradients, 1));
    expect([...gradients.a.dataSync()]).toEqual([3, 4]);
    expectNoLeak(() => clip(gradients, 100)); // also where nothing is to clip
    expect(gradients.a.isDisposed).toBe(false);
    tf.dispose(gradients);
  });

  it('refuses a bad bound, no gradients, a missing one', () => {
    const a = tf.scalar(1);
    for (const bad of [0, -1, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(() => clip({ a }, bad)).toThrow(
        new RangeError(`${name}: 'maxNorm' must be finite and > 0, got ${bad}.`),
      );
    }
    expect(() => clip({}, 1)).toThrow(
      new RangeError(`${name}: 'gradients' must hold at least one tensor, got none.`),
    );
    expect(() => clip({ a, b: null as unknown as tf.Tensor }, 1)).toThrow(
      new TypeError(`${name}: 'gradients' must hold a tensor for 'b', got null.`),
    );
    a.dispose();
  });
});

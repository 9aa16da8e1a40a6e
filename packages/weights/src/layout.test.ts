import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromTorchLayout, type LayerKind, permute, toTorchLayout } from './index.ts';

const count = (shape: readonly number[]) => shape.reduce((product, size) => product * size, 1);
const range = (shape: readonly number[]) =>
  Float32Array.from({ length: count(shape) }, (_, i) => i);
const arrangements = fc
  .array(fc.nat(4), { maxLength: 5 })
  .chain((shape) =>
    fc.tuple(
      fc.constant(shape),
      fc.shuffledSubarray([...shape.keys()], { minLength: shape.length }),
    ),
  );

describe('permute', () => {
  it('transposes a matrix', () => {
    expect(permute(new Int32Array([0, 1, 2, 3, 4, 5]), [2, 3], [1, 0])).toEqual({
      shape: [3, 2],
      values: new Int32Array([0, 3, 1, 4, 2, 5]),
    });
  });

  it('takes axis axes[i] for axis i', () => {
    const { shape, values } = permute(range([2, 3, 4]), [2, 3, 4], [2, 0, 1]);
    expect(shape).toEqual([4, 2, 3]);
    expect(values.slice(0, 6)).toEqual(new Float32Array([0, 4, 8, 12, 16, 20]));
  });

  it('agrees with tf.transpose', () => {
    fc.assert(
      fc.property(arrangements, ([shape, axes]) => {
        const actual = permute(range(shape), shape, axes);
        tf.tidy(() => {
          const expected = tf.transpose(tf.tensor(range(shape), shape), axes);
          expect(actual.shape).toEqual(expected.shape);
          expect(actual.values).toEqual(expected.dataSync());
        });
      }),
    );
  });

  it('is undone by the inverse permutation, and leaves its input alone', () => {
    fc.assert(
      fc.property(arrangements, ([shape, axes]) => {
        const values = range(shape);
        const there = permute(values, shape, axes);
        const inverse = axes.map((_, axis) => axes.indexOf(axis));
        expect(permute(there.values, there.shape, inverse)).toEqual({ shape, values });
        expect(values).toEqual(range(shape));
      }),
    );
  });

  it('keeps the kind of array', () => {
    const { values } = permute(new BigInt64Array([1n, 2n]), [1, 2], [1, 0]);
    expect(values).toEqual(new BigInt64Array([1n, 2n]));
  });

  it.each([[[0]], [[0, 0]], [[0, 2]], [[0, 1, 2]], [[0, 1, 1]], [[-1, 0]]])(
    'refuses the axes %j of a matrix',
    (axes) => {
      expect(() => permute(range([2, 3]), [2, 3], axes)).toThrow(
        new RangeError(`permute: 'axes' must hold each axis of shape [2,3] once, got [${axes}].`),
      );
    },
  );

  it('refuses another length', () => {
    expect(() => permute(range([5]), [2, 3], [1, 0])).toThrow(
      new RangeError("permute: 'values' must have the length of shape [2,3], got 5."),
    );
  });
});

describe('fromTorchLayout and toTorchLayout', () => {
  const ranks: Readonly<Record<LayerKind, number>> = {
    conv3d: 5,
    conv2d: 4,
    conv1d: 3,
    linear: 2,
  };
  const kinds = Object.keys(ranks) as LayerKind[];

  it.each([
    ['conv3d', [2, 3, 4, 5, 6], [4, 5, 6, 3, 2]],
    ['conv2d', [2, 3, 4, 5], [4, 5, 3, 2]],
    ['conv1d', [2, 3, 4], [4, 3, 2]],
    ['linear', [2, 3], [3, 2]],
  ] as const)('%s: the shape %j becomes %j, and back', (kind, torch, tfjs) => {
    const there = fromTorchLayout(kind, torch, range(torch));
    expect(there.shape).toEqual(tfjs);
    expect(toTorchLayout(kind, there.shape, there.values)).toEqual({
      shape: torch,
      values: range(torch),
    });
  });

  it('gives the convolution that torch computes', () => {
    // One pixel, two channels in, two out: out[o] = sum over i of weight[o, i] * in[i].
    const torch = new Float32Array([1, 2, 3, 4]);
    tf.tidy(() => {
      const input = tf.tensor4d([10, 1], [1, 1, 1, 2]);
      const { shape, values } = fromTorchLayout('conv2d', [2, 2, 1, 1], torch);
      const kernel = tf.tensor4d(values, shape as [number, number, number, number]);
      expect(tf.conv2d(input, kernel, 1, 'valid').dataSync()).toEqual(new Float32Array([12, 34]));
    });
    expect(fromTorchLayout('linear', [2, 2], torch).values).toEqual(new Float32Array([1, 3, 2, 4]));
    const cube = fromTorchLayout('conv3d', [1, 1, 2, 2, 2], range([8])); // D, H, W stay in order
    expect(cube.values).toEqual(range([8]));
  });

  it('are inverse', () => {
    const layers = fc
      .constantFrom(...kinds)
      .chain((kind) =>
        fc.tuple(
          fc.constant(kind),
          fc.array(fc.nat(3), { minLength: ranks[kind], maxLength: ranks[kind] }),
        ),
      );
    fc.assert(
      fc.property(layers, ([kind, shape]) => {
        const there = toTorchLayout(kind, shape, range(shape));
        expect(fromTorchLayout(kind, there.shape, there.values)).toEqual({
          shape,
          values: range(shape),
        });
      }),
    );
  });

  it('refuse another rank, another length, another kind', () => {
    for (const [name, convert] of Object.entries({ fromTorchLayout, toTorchLayout })) {
      expect(() => convert('conv2d', [2, 3], range([6]))).toThrow(
        new RangeError(`${name}: 'shape' must have rank 4 for conv2d, got [2,3].`),
      );
      expect(() => convert('linear', [2, 3], range([5]))).toThrow(
        new RangeError(`${name}: 'values' must have the length of shape [2,3], got 5.`),
      );
      // @ts-expect-error another kind
      expect(() => convert('gru', [2, 3], range([6]))).toThrow(
        new TypeError(`${name}: 'kind' must be one of conv3d, conv2d, conv1d, linear, got gru.`),
      );
    }
  });
});

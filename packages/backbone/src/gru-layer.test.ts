import {
  expectNoLeak,
  finiteDifferenceGradient,
  golden,
  sixtyFourths,
  sixtyFourthsArray,
} from '@ssvaerr/testing';
import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { gruBackward, gruForward } from './_gru-composed.ts';
import { bidirectionalGru, type GruWeights, gruLayer } from './index.ts';

beforeEach(() => tf.engine().startScope());
afterEach(() => tf.engine().endScope());

interface Sizes {
  readonly batch: number;
  readonly time: number;
  readonly input: number;
  readonly hidden: number;
}

const sizes = fc.record({
  batch: fc.integer({ min: 1, max: 3 }),
  time: fc.integer({ min: 1, max: 6 }),
  input: fc.integer({ min: 1, max: 3 }),
  hidden: fc.integer({ min: 1, max: 3 }),
});

const shapesOf = ({ batch, time, input, hidden }: Sizes): number[][] => [
  [batch, time, input],
  [input, 3 * hidden],
  [hidden, 3 * hidden],
  [3 * hidden],
  [3 * hidden],
];
const product = (shape: readonly number[]) => shape.reduce((all, n) => all * n, 1);

/** A sequence, its weights and a direction, as flat arrays. */
const problem = sizes.chain((sizes) =>
  fc.record({
    sizes: fc.constant(sizes),
    operands: fc.tuple(
      ...shapesOf(sizes).map((shape) =>
        sixtyFourthsArray({ length: product(shape), min: -2, max: 2 }),
      ),
    ),
    reverse: fc.boolean(),
  }),
);

function tensorsOf(sizes: Sizes, operands: readonly number[][]) {
  const [x, weightIh, weightHh, biasIh, biasHh] = shapesOf(sizes).map((shape, i) =>
    tf.tensor(operands[i]!, shape as [number]),
  ) as [tf.Tensor3D, tf.Tensor2D, tf.Tensor2D, tf.Tensor1D, tf.Tensor1D];
  return { x, weights: { weightIh, weightHh, biasIh, biasHh } };
}

/** The equations of the docstring, number by number. */
function reference(sizes: Sizes, operands: readonly (readonly number[])[], reverse: boolean) {
  const { batch, time, input, hidden } = sizes;
  const [x, wi, wh, bi, bh] = operands as [number[], number[], number[], number[], number[]];
  const sigmoid = (v: number) => 1 / (1 + Math.exp(-v));
  const y = new Array<number>(batch * time * hidden);
  for (let b = 0; b < batch; b++) {
    let state = new Array<number>(hidden).fill(0);
    for (let i = 0; i < time; i++) {
      const t = reverse ? time - 1 - i : i;
      const share = (gate: number, k: number) => {
        const column = gate * hidden + k;
        let fromInput = bi[column]!;
        let fromState = bh[column]!;
        for (let j = 0; j < input; j++) {
          fromInput += x[(b * time + t) * input + j]! * wi[j * 3 * hidden + column]!;
        }
        for (let j = 0; j < hidden; j++) fromState += state[j]! * wh[j * 3 * hidden + column]!;
        return [fromInput, fromState] as const;
      };
      const next = state.map((h, k) => {
        const [ri, rh] = share(0, k);
        const [zi, zh] = share(1, k);
        const [ni, nh] = share(2, k);
        const z = sigmoid(zi + zh);
        return (1 - z) * Math.tanh(ni + sigmoid(ri + rh) * nh) + z * h;
      });
      state = next;
      for (let k = 0; k < hidden; k++) y[(b * time + t) * hidden + k] = state[k]!;
    }
  }
  return y;
}

describe('gruLayer', () => {
  it('by hand: one number, two frames', () => {
    // All weights but W_in and b_hn are 0: r = z = 1/2, n = tanh(x + 1/2), h' = n / 2 + h / 2.
    const weights = {
      weightIh: tf.tensor2d([0, 0, 1], [1, 3]),
      weightHh: tf.zeros([1, 3]) as tf.Tensor2D,
      biasIh: tf.zeros([3]) as tf.Tensor1D,
      biasHh: tf.tensor1d([0, 0, 1]),
    };
    const x = tf.tensor3d([0.5, -0.5], [1, 2, 1]);
    const first = Math.tanh(1) / 2;
    expect(gruLayer(x, weights)).toBeAllclose([first, first / 2]);
    expect(gruLayer(x, weights, { reverse: true })).toBeAllclose([first, 0]);
  });

  it('is the equations, step by step', () => {
    fc.assert(
      fc.property(problem, ({ sizes, operands, reverse }) => {
        const { x, weights } = tensorsOf(sizes, operands);
        const y = gruLayer(x, weights, { reverse });
        expect(y.shape).toEqual([sizes.batch, sizes.time, sizes.hidden]);
        expect(y).toBeAllclose(reference(sizes, operands, reverse));
      }),
      { numRuns: 50 },
    );
  });

  it('has the gradient of finite differences, for every operand', () => {
    fc.assert(
      fc.property(
        problem,
        fc.infiniteStream(sixtyFourths()),
        ({ sizes, operands, reverse }, numbers) => {
          const { x, weights } = tensorsOf(sizes, operands);
          const { batch, time, hidden } = sizes;
          const weight = Array.from(
            { length: batch * time * hidden },
            () => numbers.next().value as number,
          );
          const dy = tf.tensor3d(weight, [batch, time, hidden]);
          const gradients = tf.grads((x, weightIh, weightHh, biasIh, biasHh) =>
            gruLayer(
              x as tf.Tensor3D,
              { weightIh, weightHh, biasIh, biasHh } as unknown as GruWeights,
              { reverse },
            ),
          )([x, ...Object.values(weights)], dy);
          gradients.forEach((gradient, i) => {
            const loss = (operand: readonly number[]) =>
              reference(sizes, operands.with(i, [...operand]), reverse).reduce(
                (sum, y, k) => sum + y * weight[k]!,
                0,
              );
            // float32 against float64 differences with an error of about 1e-9.
            expect(gradient).toBeAllclose(finiteDifferenceGradient(loss, operands[i]!), {
              atol: 1e-5,
              rtol: 1e-5,
            });
          });
        },
      ),
      { numRuns: 15 },
    );
  });

  it('backwards is forwards on the reversed sequence', () => {
    fc.assert(
      fc.property(problem, ({ sizes, operands }) => {
        const { x, weights } = tensorsOf(sizes, operands);
        const flipped = tf.reverse(gruLayer(tf.reverse(x, 1), weights), 1);
        expect(gruLayer(x, weights, { reverse: true })).toBeAllclose(flipped, { atol: 0, rtol: 0 });
      }),
      { numRuns: 20 },
    );
  });

  it('keeps as many tensors for the gradient whatever the length', () => {
    const keptAt = (time: number) => {
      const { x, weights } = tensorsOf(
        { batch: 1, time, input: 2, hidden: 2 },
        shapesOf({ batch: 1, time, input: 2, hidden: 2 }).map((s) =>
          new Array(product(s)).fill(0.5),
        ),
      );
      let kept = 0;
      tf.grad((x) => {
        const before = tf.memory().numTensors;
        const y = gruLayer(x as tf.Tensor3D, weights);
        kept = tf.memory().numTensors - before;
        return y;
      })(x);
      return kept;
    };
    expect(keptAt(40)).toBe(keptAt(2));
  });

  it('leaves nothing behind and keeps its inputs', () => {
    const sizes = { batch: 2, time: 3, input: 2, hidden: 2 };
    const operands = shapesOf(sizes).map((shape) => new Array(product(shape)).fill(0.25));
    const { x, weights } = tensorsOf(sizes, operands);
    expectNoLeak(() => gruLayer(x, weights));
    expectNoLeak(() => tf.grad((x) => gruLayer(x as tf.Tensor3D, weights))(x));
    expect(x.isDisposed).toBe(false);
  });

  it('calls the kernels of a backend that has them, as docs/kernels.md says', () => {
    const sizes = { batch: 2, time: 3, input: 2, hidden: 2 };
    const operands = shapesOf(sizes).map((shape, k) =>
      Array.from({ length: product(shape) }, (_, i) => ((i * 7 + k) % 5) / 8 - 0.25),
    );
    const { x, weights } = tensorsOf(sizes, operands);
    const run = () => {
      const { value, grads } = tf.valueAndGrads((x, weightIh) =>
        gruLayer(
          x as tf.Tensor3D,
          { ...weights, weightIh: weightIh as tf.Tensor2D },
          { reverse: true },
        ),
      )([x, weights.weightIh]);
      return [value, ...grads];
    };
    const composed = run();

    const forward = vi.fn(({ inputs, attrs }) => tf.tidy(() => gruForward(inputs, attrs.reverse)));
    const backward = vi.fn(({ inputs, attrs }) =>
      tf.tidy(() => gruBackward(inputs, attrs.reverse)),
    );
    const kernels = { SsvaerrGru: forward, SsvaerrGruGrad: backward };
    for (const [kernelName, kernelFunc] of Object.entries(kernels)) {
      tf.registerKernel({
        kernelName,
        backendName: 'cpu',
        kernelFunc,
      } as unknown as tf.KernelConfig);
    }
    try {
      run().forEach((tensor, i) => {
        expect(tensor).toBeAllclose(composed[i]!, { atol: 0, rtol: 0 });
      });
    } finally {
      for (const name of Object.keys(kernels)) tf.unregisterKernel(name, 'cpu');
    }
    const shapes = (call: unknown[]) => {
      const { inputs, attrs } = call[0] as { inputs: tf.NamedTensorMap; attrs: object };
      return {
        ...attrs,
        ...Object.fromEntries(Object.entries(inputs).map(([k, t]) => [k, t.shape])),
      };
    };
    const common = {
      reverse: true,
      x: [2, 3, 2],
      weightIh: [2, 6],
      weightHh: [2, 6],
      biasIh: [6],
      biasHh: [6],
    };
    expect(forward.mock.calls.map(shapes)).toEqual([common]);
    expect(backward.mock.calls.map(shapes)).toEqual([{ ...common, y: [2, 3, 2], dy: [2, 3, 2] }]);
  });

  it('refuses what does not fit, by name', () => {
    const sizes = { batch: 2, time: 3, input: 2, hidden: 2 };
    const { x, weights } = tensorsOf(
      sizes,
      shapesOf(sizes).map((shape) => new Array(product(shape)).fill(0)),
    );
    const call = (change: object) => () => gruLayer(x, { ...weights, ...change });
    expect(() => gruLayer(tf.zeros([3, 2]) as unknown as tf.Tensor3D, weights)).toThrow(
      "gruLayer: 'x' must have shape [batch, time, input], got [3, 2].",
    );
    expect(() => gruLayer(tf.zeros([1, 0, 2]), weights)).toThrow("gruLayer: 'x' must have shape");
    expect(() => gruLayer(tf.cast(x, 'int32'), weights)).toThrow(
      new TypeError("gruLayer: 'x' must be float32, got int32."),
    );
    expect(call({ weightIh: tf.zeros([3, 6]) })).toThrow(
      "gruLayer: 'weightIh' must have shape [2, 6], got [3, 6].",
    );
    expect(call({ weightHh: tf.zeros([2, 8]) })).toThrow(
      "gruLayer: 'weightHh' must have shape [2, 6], got [2, 8].",
    );
    expect(call({ biasIh: tf.zeros([1]) })).toThrow(
      "gruLayer: 'biasIh' must have shape [6], got [1].",
    );
    expect(call({ biasHh: tf.zeros([1]) })).toThrow(
      "gruLayer: 'biasHh' must have shape [6], got [1].",
    );
  });
});

const stack = (layers: number, input: number, hidden: number, value: (i: number) => number) => {
  let i = 0;
  const tensor = <R extends tf.Rank>(shape: tf.ShapeMap[R]) =>
    tf.tensor<R>(
      Array.from({ length: product(shape) }, () => value(i++)),
      shape,
    );
  const direction = (input: number): GruWeights => ({
    weightIh: tensor<tf.Rank.R2>([input, 3 * hidden]),
    weightHh: tensor<tf.Rank.R2>([hidden, 3 * hidden]),
    biasIh: tensor<tf.Rank.R1>([3 * hidden]),
    biasHh: tensor<tf.Rank.R1>([3 * hidden]),
  });
  return Array.from({ length: layers }, (_, layer) => {
    const from = layer === 0 ? input : 2 * hidden;
    return { forward: direction(from), backward: direction(from) };
  });
};

describe('bidirectionalGru', () => {
  const layers = () => stack(2, 2, 3, (i) => ((i * 37) % 64) / 64 - 0.5);
  const frames = (batch: number, time: number) =>
    tf.tensor3d(
      Array.from({ length: batch * time * 2 }, (_, i) => ((i * 23) % 64) / 32 - 1),
      [batch, time, 2],
    );

  it('is, of one layer, both directions side by side', () => {
    const [layer] = layers();
    const x = frames(2, 4);
    const expected = tf.concat(
      [gruLayer(x, layer!.forward), gruLayer(x, layer!.backward, { reverse: true })],
      2,
    );
    expect(bidirectionalGru(x, [layer!])).toBeAllclose(expected, { atol: 0, rtol: 0 });
  });

  it('gives each masked sequence what it would get alone, in value and gradient', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 3 }),
        fc.nat(2),
        (lengths, padding) => {
          const time = Math.max(...lengths) + padding;
          const x = frames(lengths.length, time);
          const mask = tf.tensor2d(
            lengths.map((n) => Array.from({ length: time }, (_, t) => (t < n ? 1 : 0))),
          );
          const weights = layers();
          const { value, grad } = tf.valueAndGrad((x) =>
            bidirectionalGru(x as tf.Tensor3D, weights, { mask }),
          )(x, tf.ones([lengths.length, time, 6]));
          lengths.forEach((n, b) => {
            const one = tf.slice(x, [b, 0, 0], [1, n, 2]);
            const alone = tf.valueAndGrad((x) => bidirectionalGru(x as tf.Tensor3D, weights))(
              one,
              tf.ones([1, n, 6]),
            );
            const rest: [number, number][] = [
              [0, 0],
              [0, time - n],
              [0, 0],
            ];
            expect(tf.slice(value, [b, 0, 0], [1, time, 6])).toBeAllclose(
              tf.pad(alone.value, rest),
            );
            expect(tf.slice(grad, [b, 0, 0], [1, time, 2])).toBeAllclose(tf.pad(alone.grad, rest));
          });
        },
      ),
      { numRuns: 20 },
    );
  });

  it('refuses what does not fit, by name', () => {
    const x = frames(2, 3);
    expect(() => bidirectionalGru(x, [])).toThrow(
      "bidirectionalGru: 'layers' must hold at least one layer, got none.",
    );
    expect(() => bidirectionalGru(x, layers(), { mask: tf.ones([2, 2]) })).toThrow(
      "bidirectionalGru: 'mask' must have shape [2, 3], got [2, 2].",
    );
    const [layer] = layers();
    const backward = { ...layer!.backward, biasIh: tf.zeros<tf.Rank.R1>([3]) };
    expect(() => bidirectionalGru(x, [{ ...layer!, backward }])).toThrow(
      "bidirectionalGru: 'biasIh' must have shape [9], got [3].",
    );
    expect(() => bidirectionalGru(x, layers().reverse())).toThrow(
      "bidirectionalGru: 'weightIh' must have shape [2, 9], got [6, 9].",
    );
  });

  it('leaves nothing behind, masked or not', () => {
    const [x, weights, mask] = [frames(2, 3), layers(), tf.ones<tf.Rank.R2>([2, 3])];
    expectNoLeak(() => bidirectionalGru(x, weights));
    expectNoLeak(() => bidirectionalGru(x, weights, { mask }));
    expectNoLeak(() => tf.grad((x) => bidirectionalGru(x as tf.Tensor3D, weights, { mask }))(x));
  });

  it.each(['04_gru_T12', '04_gru_T60', '04_gru_packed'])('is PyTorch: %s', (label) => {
    const test = golden(label);
    const names = test.names
      .filter((name) => name.startsWith('param.'))
      .map((name) => name.slice('param.'.length));
    const parameters = names.map((name) => tf.transpose(test.tensor(`param.${name}`).toTensor()));
    const direction = (suffix: string, given: tf.Tensor[]) =>
      Object.fromEntries(
        Object.entries({
          weightIh: 'weight_ih',
          weightHh: 'weight_hh',
          biasIh: 'bias_ih',
          biasHh: 'bias_hh',
        }).map(([field, name]) => [field, given[names.indexOf(`${name}_${suffix}`)]]),
      ) as unknown as GruWeights;

    const x = test.tensor('input.x').toTensor<tf.Rank.R3>();
    const weight = test.tensor('input.loss_weight').toTensor();
    const time = x.shape[1];
    const lengths = test.names.includes('input.lengths')
      ? Array.from(test.tensor('input.lengths').data)
      : undefined;
    const mask =
      lengths &&
      tf.tensor2d(lengths.map((n) => Array.from({ length: time }, (_, t) => (t < n ? 1 : 0))));

    const run = (x: tf.Tensor, given: tf.Tensor[]) =>
      bidirectionalGru(
        x as tf.Tensor3D,
        ['l0', 'l1'].map((layer) => ({
          forward: direction(layer, given),
          backward: direction(`${layer}_reverse`, given),
        })),
        mask ? { mask } : {},
      );
    const close = (name: string, actual: tf.Tensor) => {
      const stored = test.tensor(name);
      const expected = stored.shape.length === 2 ? tf.transpose(stored.toTensor()) : stored;
      expect(actual, name).toBeAllclose(expected, { atol: stored.atol, rtol: 0 });
    };

    const y = run(x, parameters);
    close('output.y', y);
    const { value, grads } = tf.valueAndGrads((x, ...given) =>
      tf.sum(tf.mul(run(x!, given), weight)),
    )([x, ...parameters]);
    close('output.loss', value);
    close('grad.x', grads[0]!);
    names.forEach((name, i) => {
      close(`grad.${name}`, grads[i + 1]!);
    });

    // h_n: the top layer's last state forwards and first state backwards.
    const hidden = y.shape[2] / 2;
    const ends = (lengths ?? new Array(x.shape[0]).fill(time)).map((n, b) => [
      tf.reshape(tf.slice(y, [b, n - 1, 0], [1, 1, hidden]), [hidden]),
      tf.reshape(tf.slice(y, [b, 0, hidden], [1, 1, hidden]), [hidden]),
    ]);
    const top = tf.transpose(tf.stack(ends.map((pair) => tf.stack(pair))), [1, 0, 2]);
    const { atol } = test.tensor('output.h_n');
    const expected = tf.slice(test.tensor('output.h_n').toTensor<tf.Rank.R3>(), 2);
    expect(top).toBeAllclose(expected, { atol, rtol: 0 });
  });
});

import { sixtyFourths } from '@ssvaerr/testing';
import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { onnxBackend, registerOnnxBackend } from '../index.ts';

interface Attrs {
  readonly learningRate: number;
  readonly weightDecay: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  readonly steps: number;
}

const attrs: Attrs = {
  learningRate: 0.1,
  weightDecay: 0.5,
  beta1: 0.9,
  beta2: 0.999,
  epsilon: 1e-8,
  steps: 1,
};

beforeEach(async () => {
  registerOnnxBackend({ threads: 1 });
  await tf.setBackend('onnx');
});
afterEach(() => tf.disposeVariables());

const run = (
  p: tf.Tensor,
  m: tf.Tensor,
  v: tf.Tensor,
  g: tf.Tensor,
  changed: Partial<Attrs> = {},
) => tf.engine().runKernel<tf.Tensor[]>('SsvaerrAdamW', { p, m, v, g }, { ...attrs, ...changed });

/** docs/kernels.md, in TF.js's operations. */
function composed([p, m, v, g]: tf.Tensor[], attrs: Attrs): tf.Tensor[] {
  const { learningRate, weightDecay, beta1, beta2, epsilon, steps } = attrs;
  const nextM = tf.add(tf.mul(m!, beta1), tf.mul(g!, 1 - beta1));
  const nextV = tf.add(tf.mul(v!, beta2), tf.mul(tf.square(g!), 1 - beta2));
  const root = tf.sqrt(tf.div(nextV, 1 - beta2 ** steps));
  const direction = tf.div(tf.div(nextM, 1 - beta1 ** steps), tf.add(root, epsilon));
  const step = tf.mul(learningRate, tf.add(tf.mul(weightDecay, p!), direction));
  return [tf.sub(p!, step), nextM, nextV];
}

describe('the numbers', () => {
  const attributes = fc.record({
    learningRate: sixtyFourths({ min: 0, max: 1 }),
    weightDecay: sixtyFourths({ min: 0, max: 1 }),
    beta1: fc.double({ min: 0, max: 0.99, noNaN: true }),
    beta2: fc.double({ min: 0, max: 0.999, noNaN: true }),
    epsilon: fc.constantFrom(1e-8, 1e-3, 1),
    steps: fc.integer({ min: 1, max: 1000 }),
  });
  // One vector of four, parts of one, and a page of the WebAssembly memory with neighbors.
  const sizes = fc.constantFrom(1, 3, 4, 7, 16_383, 16_384, 16_387, 40_000);

  it('are the bits of the composed version on the cpu backend', () =>
    fc.assert(
      fc.asyncProperty(attributes, sizes, fc.nat(1000), async (attrs, size, seed) => {
        const arrays = [0, 1, 2, 3].map((k) => {
          const wave = (_: unknown, i: number) => Math.sin(seed + k + 7.3 * i);
          const array = Float32Array.from({ length: size }, wave);
          return k === 2 ? array.map(Math.abs) : array; // v is an average of squares
        });
        const ends = async (backend: string) => {
          await tf.setBackend(backend);
          return tf.tidy(() => {
            const [p, m, v, g] = arrays.map((array) => tf.tensor(array));
            const next =
              backend === 'onnx' ? run(p!, m!, v!, g!, attrs) : composed([p!, m!, v!, g!], attrs);
            return next.map((x) => new Int32Array((x.dataSync() as Float32Array).buffer));
          });
        };
        expect(await ends('onnx')).toEqual(await ends('cpu'));
      }),
      { numRuns: 20 },
    ));

  it('by hand: p = 1, g = 2, lr = 0.1, wd = 0.5', () => {
    const one = () => tf.tensor1d([1]);
    const [p, m, v] = run(one(), tf.zeros([1]), tf.zeros([1]), tf.tensor1d([2]));
    expect(p!).toBeAllclose([0.85]); // 1 - 0.1 (0.5 + 1)
    expect(m!).toBeAllclose([0.2]);
    expect(v!).toBeAllclose([0.004]);
  });
});

describe('in place', () => {
  const gradient = () => tf.tensor1d([1, 1]);
  const make = () => {
    const variable = (values: number[]) => tf.tidy(() => tf.variable(tf.tensor1d(values)));
    const [p, m, v] = [variable([1, 2]), variable([0, 0]), variable([0, 0])];
    /** A step without memory or decay, of 0.5 against the gradient's sign. */
    const step = (g: tf.Tensor = gradient()) =>
      tf.tidy(() => {
        const next = run(p, m, v, g, { learningRate: 0.5, weightDecay: 0, beta1: 0, beta2: 0 });
        [p, m, v].forEach((x, i) => {
          x.assign(next[i]! as tf.Tensor1D);
        });
      });
    return { p, step };
  };

  it('makes no memory, and TF.js counts none', () => {
    const { step } = make();
    const g = gradient();
    const before = { ...tf.memory(), ids: onnxBackend().numDataIds() };
    tf.tidy(() => {
      const [p, m, v] = [1, 2, 3].map((x) => tf.tensor1d([x]));
      const ids = onnxBackend().numDataIds();
      const next = run(p!, m!, v!, tf.tensor1d([1]));
      expect(onnxBackend().numDataIds() - ids).toBe(1); // the gradient
      expect(next.map(({ dataId }) => dataId)).toEqual([p, m, v].map((x) => x!.dataId));
    });
    step(g);
    expect({ ...tf.memory(), ids: onnxBackend().numDataIds() }).toEqual(before);
  });

  it.each<[string, (p: tf.Variable) => () => Iterable<number>]>([
    [
      'what shares the variable, as after an assignment',
      (p) => {
        const teacher = tf.variable(tf.zeros([2]), false);
        teacher.assign(p);
        return () => teacher.dataSync();
      },
    ],
    [
      'a copy',
      (p) => {
        const copy = tf.clone(p);
        return () => copy.dataSync();
      },
    ],
    [
      'another view',
      (p) => {
        const view = tf.reshape(p, [1, 2]);
        return () => view.dataSync();
      },
    ],
    [
      'rows cut out',
      (p) => {
        const rows = tf.concat([tf.slice(p, 0, 1), tf.slice(p, 1, 1)]);
        const row = tf.slice(p, 1, 1);
        return () => [rows.dataSync()[0]!, row.dataSync()[0]!];
      },
    ],
    [
      'what was read',
      (p) => {
        const values = p.dataSync();
        return () => values;
      },
    ],
    [
      'what is pending',
      (p) => {
        const half = tf.mul(p, 1);
        return () => half.dataSync();
      },
    ],
    [
      'what is pending in a graph that fails',
      (p) => {
        const half = tf.mul(p, 1);
        const other = tf.tidy(() => tf.mul(tf.reshape(p, [2, 1]), 1));
        const indices = tf.add(tf.tensor1d([7], 'int32'), tf.scalar(1, 'int32'));
        tf.gather(tf.tensor1d([1]), indices);
        return () => [half.dataSync()[0]!, other.dataSync()[1]!];
      },
    ],
  ])('leaves alone %s', (_, keep) => {
    const { p, step } = make();
    const kept = keep(p);
    step();
    step();
    expect(p).toBeAllclose([0, 1], { atol: 1e-6 });
    expect([...kept()]).toEqual([1, 2]);
  });

  it('costs a step one graph, the same one every time, in both modes', async () => {
    const losses: number[][] = [];
    for (const eager of [false, true]) {
      registerOnnxBackend({ threads: 1, eager });
      await tf.setBackend('onnx');
      const { p, step } = make();
      const x = tf.tensor1d([3, 4]);
      losses.push(
        Array.from({ length: 4 }, () => {
          const loss = tf.tidy(() => {
            const { value, grads } = tf.variableGrads(() => tf.sum(tf.square(tf.sub(p, x))), [p]);
            step(grads[p.name]);
            return value;
          });
          return loss.dataSync()[0]!;
        }),
      );
      if (!eager)
        expect(onnxBackend().report()).toMatchObject({ compiles: 1, runs: 4, fallbacks: {} });
    }
    expect(losses[0]).toEqual([8, 4.5, 2, 0.5]);
    expect(losses[1]).toEqual(losses[0]);
  });
});

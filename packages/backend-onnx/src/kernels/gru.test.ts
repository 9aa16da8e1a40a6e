import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { beforeAll, expect, it } from 'vitest';
import { registerOnnxBackend } from '../index.ts';

beforeAll(async () => {
  registerOnnxBackend({ threads: 1, fallback: 'error' });
  await tf.setBackend('cpu');
});

const names = ['x', 'weightIh', 'weightHh', 'biasIh', 'biasHh'] as const;

/** PyTorch's equations, frame by frame; TF.js differentiates them. */
function composed(
  [x, weightIh, weightHh, biasIh, biasHh]: tf.Tensor[],
  reverse: boolean,
): tf.Tensor {
  const [batch, time] = x!.shape as [number, number];
  const hidden = weightHh!.shape[0]!;
  let state = tf.zeros([batch, hidden]);
  const states: tf.Tensor[] = [];
  for (let i = 0; i < time; i++) {
    const t = reverse ? time - 1 - i : i;
    const frame = tf.reshape(tf.slice(x!, [0, t, 0], [batch, 1, -1]), [batch, -1]);
    const [ir, iz, inn] = tf.split(tf.add(tf.matMul(frame, weightIh!), biasIh!), 3, 1);
    const [hr, hz, hn] = tf.split(tf.add(tf.matMul(state, weightHh!), biasHh!), 3, 1);
    const reset = tf.sigmoid(tf.add(ir!, hr!));
    const update = tf.sigmoid(tf.add(iz!, hz!));
    const candidate = tf.tanh(tf.add(inn!, tf.mul(reset, hn!)));
    state = tf.add(tf.mul(tf.sub(1, update), candidate), tf.mul(update, state));
    states[t] = state;
  }
  return tf.stack(states, 1);
}

const random = (shape: number[], seed: number) => tf.randomUniform(shape, -1, 1, 'float32', seed);

const sizes = fc.record({
  batch: fc.integer({ min: 1, max: 3 }),
  time: fc.integer({ min: 1, max: 5 }),
  input: fc.integer({ min: 1, max: 4 }),
  hidden: fc.integer({ min: 1, max: 4 }),
  reverse: fc.boolean(),
});

it('gives the states and the five gradients of the composed version', () =>
  fc.assert(
    fc.asyncProperty(sizes, async ({ batch, time, input, hidden, reverse }) => {
      await tf.setBackend('cpu');
      const shapes = [
        [batch, time, input],
        [input, 3 * hidden],
        [hidden, 3 * hidden],
        [3 * hidden],
        [3 * hidden],
      ];
      const tensors = shapes.map((shape, i) => random(shape, i + 1));
      const dy = random([batch, time, hidden], 9);
      const expected = [
        composed(tensors, reverse),
        ...tf.grads((...xs) => composed(xs, reverse))(tensors, dy),
      ];
      const numbers = expected.map((t) => ({ shape: t.shape, data: t.dataSync() }));

      await tf.setBackend('onnx');
      const inputs = Object.fromEntries(names.map((name, i) => [name, tensors[i]!]));
      const y = tf.engine().runKernel('SsvaerrGru', inputs, { reverse }) as tf.Tensor;
      const gradients = tf.engine().runKernel('SsvaerrGruGrad', { ...inputs, y, dy }, { reverse });
      const actual = [y, ...(gradients as tf.Tensor[])];
      for (const [i, t] of actual.entries()) {
        expect(t).toBeAllclose(numbers[i]!, { atol: 2e-6, rtol: 1e-5 });
      }
      tf.dispose([tensors, dy, expected, actual]);
    }),
    { numRuns: 25 },
  ));

it('saturates where an update gate is driven to 1: the state stays', async () => {
  await tf.setBackend('onnx');
  const weightIh = tf.tensor2d([[0, 1e4, 1]]); // reset, update, new
  const inputs = {
    x: tf.tensor3d([[[0.5], [1], [1]]]),
    weightIh: tf.mul(weightIh, tf.tensor1d([1, 1, 1])),
    weightHh: tf.zeros([1, 3]),
    biasIh: tf.tensor1d([0, -0.75e4, 0]),
    biasHh: tf.zeros([3]),
  };
  const y = tf.engine().runKernel('SsvaerrGru', inputs, { reverse: false }) as tf.Tensor;
  expect(y).toBeAllclose([Math.tanh(0.5), Math.tanh(0.5), Math.tanh(0.5)], { atol: 1e-6 });
  const dy = tf.ones([1, 3, 1]);
  const gradients = tf
    .engine()
    .runKernel('SsvaerrGruGrad', { ...inputs, y, dy }, { reverse: false });
  for (const t of gradients as tf.Tensor[]) {
    expect(t.dataSync().every(Number.isFinite)).toBe(true);
  }
});

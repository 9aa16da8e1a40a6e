import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { measureEngine } from '../tasks/measure-engine.ts';
import { startEngine } from './engine.ts';

/** A gradient with respect to the filter, on the backend at hand. */
function gradient(size: number, kernel: number, stride: number, pad: 'same' | 'valid') {
  return tf.tidy(() => {
    const x = tf.randomUniform<tf.Rank.R4>([2, size, size + 1, 3], -1, 1, 'float32', 5);
    const w = tf.randomUniform<tf.Rank.R4>([kernel, kernel, 3, 4], -1, 1, 'float32', 6);
    const loss = (w: tf.Tensor) => {
      const y = tf.conv2d(x, w as tf.Tensor4D, stride, pad);
      return tf.sum(tf.mul(y, tf.sin(y)));
    };
    return Array.from(tf.grad(loss)(w).dataSync());
  });
}

describe('the gradient of a filter on wasm', () => {
  beforeAll(() => startEngine('wasm'), 60_000);
  afterAll(() => tf.setBackend('cpu'));

  it.each([
    [6, 3, 1, 'same'],
    [7, 3, 2, 'valid'],
    [8, 3, 2, 'same'],
    [6, 1, 2, 'valid'],
    [9, 7, 2, 'same'],
  ] as const)(
    'is that of the cpu backend: size %d, kernel %d, stride %d, %s',
    async (size, kernel, stride, pad) => {
      const onWasm = gradient(size, kernel, stride, pad);
      await tf.setBackend('cpu');
      const onCpu = gradient(size, kernel, stride, pad);
      await tf.setBackend('wasm');
      expect(onWasm).toBeAllclose(onCpu, { rtol: 1e-4, atol: 1e-4 });
    },
  );

  it('is all that training needs', async () => {
    // TF.js's check in tests takes what a kernel of wasm keeps inside a gradient for a leak.
    tf.env().set('IS_TEST', false);
    const held = () => [tf.memory().numTensors, tf.backend().numDataIds()];
    await measureEngine();
    const before = held();
    const { framesPerSecond, problem } = await measureEngine();
    expect(problem).toBeUndefined();
    expect(framesPerSecond).toBeGreaterThan(0);
    expect(held()).toEqual(before);
  });
});

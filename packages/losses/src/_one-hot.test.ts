import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import { afterAll, describe, expect, it } from 'vitest';
import { oneHot } from './_one-hot.ts';

describe.each(['cpu', 'wasm'])('oneHot on %s', (backend) => {
  afterAll(() => tf.setBackend('cpu'));

  it('is 1 at the index, 0 elsewhere', async () => {
    await tf.setBackend(backend);
    const vectors = oneHot(tf.tensor2d([2, 0], [1, 2], 'int32'), 3);
    expect(vectors.shape).toEqual([1, 2, 3]);
    expect(vectors.dtype).toBe('float32');
    expect(Array.from(vectors.dataSync())).toEqual([0, 0, 1, 1, 0, 0]);
  });
});

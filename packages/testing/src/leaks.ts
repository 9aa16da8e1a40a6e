import * as tf from '@tensorflow/tfjs';
import { expect } from 'vitest';

/**
 * Runs `body`, disposes every tensor in what it returns, and expects TF.js to hold exactly as many
 * tensors as before: nothing leaked, and no input disposed.
 */
export function expectNoLeak(body: () => tf.TensorContainer): void {
  const before = tf.memory().numTensors;
  tf.dispose(body());
  expect(tf.memory().numTensors - before, 'tensors left behind').toBe(0);
}

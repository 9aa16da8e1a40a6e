import * as tf from '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import { registerOnnxBackend } from './index.ts';

// A test of its own file, and so of its own process: what onnxruntime's arena has taken stays taken.
it('keeps little more of a layer for its gradients than one image', async () => {
  registerOnnxBackend({ threads: 1 });
  await tf.setBackend('onnx');
  const [depth, side, channels] = [24, 64, 64];
  const filters = tf.tidy(() =>
    Array.from({ length: depth }, () =>
      tf.variable(tf.fill([3, 3, channels, channels], 0.01) as tf.Tensor4D),
    ),
  );
  const x = tf.ones([4, side, side, channels]) as tf.Tensor4D;
  const image = 4 * x.size;
  const network = () =>
    filters.reduce((y, filter) => tf.relu(tf.conv2d(y, filter, 1, 'same')), x).mean() as tf.Scalar;

  const before = process.memoryUsage().rss;
  const { value, grads } = tf.variableGrads(network, filters);
  expect(value.dataSync()[0]).toBeGreaterThan(0);
  const images = (process.memoryUsage().rss - before) / image;

  expect(Object.keys(grads)).toHaveLength(depth);
  // 55, the arena's waste included. One of these kept as well makes it 77 and more: the arguments of ReLU, the
  // spread images of Winograd's form, the gradients until all filters' are computed together.
  expect(images).toBeLessThan(66);
});

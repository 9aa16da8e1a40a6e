import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, it } from 'vitest';
import { onnxBackend, registerOnnxBackend } from '../index.ts';

beforeAll(async () => {
  registerOnnxBackend({ threads: 1, fallback: 'error' });
  await tf.setBackend('onnx');
});

/** y = x * w in float64, kernel 3 x 3, stride 1, zeros around: [n, size, size, channels] both ways. */
function correlate(x: ArrayLike<number>, w: ArrayLike<number>, n: number, size: number, c: number) {
  const y = new Float64Array(n * size * size * c);
  const inside = (i: number) => i >= 0 && i < size;
  for (let image = 0; image < n; image++)
    for (let row = 0; row < size; row++)
      for (let column = 0; column < size; column++)
        for (let tap = 0; tap < 9; tap++) {
          const [r, k] = [row + Math.floor(tap / 3) - 1, column + (tap % 3) - 1];
          if (!inside(r) || !inside(k)) continue;
          const from = ((image * size + r) * size + k) * c;
          const to = ((image * size + row) * size + column) * c;
          for (let i = 0; i < c; i++)
            for (let o = 0; o < c; o++) y[to + o]! += x[from + i]! * w[(tap * c + i) * c + o]!;
        }
  return y;
}

/** Root mean square of the difference, relative to the exact numbers'. */
function relativeError(actual: ArrayLike<number>, exact: Float64Array): number {
  const squares = (f: (x: number, i: number) => number) =>
    exact.reduce((sum, x, i) => sum + f(x, i) ** 2, 0);
  return Math.sqrt(squares((x, i) => actual[i]! - x) / squares((x) => x));
}

it.each([
  // Forward: 6e-7 with the evaluation points 0, 1, -1, 2, and 5e-7 with tiles of four at today's points.
  [24, 1, 4e-7, 7.5e-7],
  [12, 3, 4e-7, 7.5e-7],
  [6, 8, 4e-7, 5e-7],
])('rounds little, least in the forward pass: %i x %i pixels', (size, n, values, gradients) => {
  const c = 32;
  const normals = (count: number, seed: number) =>
    tf.tidy(() => tf.randomNormal([count], 0, 1, 'float32', seed).dataSync());
  const [x, w] = [normals(n * size * size * c, size), normals(9 * c * c, 5)];
  const positive = x.map((value) => Math.max(value, 0)); // as behind a ReLU
  const shape: [number, number, number, number] = [n, size, size, c];
  onnxBackend().resetReport();
  tf.tidy(() => {
    const filter = tf.tensor4d(w, [3, 3, c, c]);
    const y = tf.conv2d(tf.tensor4d(positive, shape), filter, 1, 'same');
    expect(relativeError(y.dataSync(), correlate(positive, w, n, size, c))).toBeLessThan(values);

    // The image's gradient is the correlation with the filter turned round and transposed.
    const turned = w.map((_, i) => {
      const [tap, a, b] = [Math.floor(i / c / c), Math.floor(i / c) % c, i % c];
      return w[((8 - tap) * c + b) * c + a]!;
    });
    const dx = tf.conv2dTranspose(tf.tensor4d(x, shape), filter, shape, 1, 'same');
    expect(relativeError(dx.dataSync(), correlate(x, turned, n, size, c))).toBeLessThan(gradients);
  });
  expect(onnxBackend().report().forms).toEqual({ winograd: 2 });
});

// A tiny network's loss and gradients on this backend and on TF.js's cpu backend, in one process. Run it as
// another processor to see that nothing depends on AVX-512 (Debian: qemu-user-static; after `npm run build`):
//   qemu-x86_64-static -cpu Haswell $(which node) packages/backend-onnx/bench/older-cpu.mjs
import '@ssvaerr/backend-onnx';
import * as tf from '@tensorflow/tfjs';

tf.env().set('IS_TEST', true); // no banner
const ramp = (shape, seed) => {
  const size = shape.reduce((a, b) => a * b, 1);
  return tf.tensor(
    Float32Array.from({ length: size }, (_, i) => (((i + seed) * 7919) % 8191) / 4096 - 1),
    shape,
  );
};

/** A convolution by onnxruntime's operator, two by Winograd, one tap by tap, a pool and a product. */
const loss = (x, first, second, third, last) => {
  let y = tf.elu(tf.conv2d(x, first, 1, 'same'));
  y = tf.elu(tf.conv2d(y, second, 1, 'same'));
  y = tf.maxPool(tf.elu(tf.conv2d(y, second, 1, 'same')), 2, 2, 'valid');
  y = tf.mean(tf.conv2d(y, third, 2, 'same'), [1, 2]);
  return tf.mean(tf.square(tf.sigmoid(tf.matMul(y, last))));
};
const shapes = [
  [2, 16, 16, 3],
  [5, 5, 3, 16],
  [3, 3, 16, 16],
  [3, 3, 16, 32],
  [32, 4],
];
const results = {};
for (const backend of ['cpu', 'onnx']) {
  await tf.setBackend(backend);
  results[backend] = tf.tidy(() => {
    const inputs = shapes.map((shape, i) => tf.div(ramp(shape, i), Math.sqrt(shape.at(-2))));
    const { value, grads } = tf.valueAndGrads(loss)(inputs);
    return [value, ...grads].map((t) => t.dataSync());
  });
}
const worst = results.cpu.map((expected, k) => {
  const largest = expected.reduce((most, v) => Math.max(most, Math.abs(v)), 0);
  return (
    expected.reduce((most, v, i) => Math.max(most, Math.abs(v - results.onnx[k][i])), 0) / largest
  );
});
process.stdout.write(`${JSON.stringify({ forms: tf.backend().report().forms, worst })}\n`);
process.exitCode = worst.every((error) => error < 1e-4) ? 0 : 1;

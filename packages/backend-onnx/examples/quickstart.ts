import { onnxBackend } from '@ssvaerr/backend-onnx';
import * as tf from '@tensorflow/tfjs';

await tf.setBackend('onnx');

// Any TF.js program: a step is recorded, compiled once, and then runs as one native graph.
const weight = tf.variable(tf.zeros([2, 1]));
const optimizer = tf.train.sgd(0.5);
const x = tf.tensor2d([
  [1, 0],
  [0, 1],
  [1, 1],
]);
const y = tf.tensor2d([[2], [-1], [1]]);
for (let step = 0; step < 100; step++) {
  optimizer.minimize(() => tf.mean(tf.squaredDifference(tf.matMul(x, weight), y)));
}
console.log(Array.from(weight.dataSync(), (w) => w.toFixed(3)).join(' ')); // 2.000 -1.000

const { compiles, runs, fallbacks } = onnxBackend().report();
console.log(compiles < 5, runs, fallbacks); // true 100 {}

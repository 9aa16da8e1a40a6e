import { AdamW, cosine, linearWarmUp } from '@ssvaerr/optim';
import * as tf from '@tensorflow/tfjs';

const w = tf.variable(tf.tensor1d([0, 0]), true, 'w');
const target = tf.tensor1d([3, -2]);
const loss = () => tf.sum(tf.squaredDifference(w, target)) as tf.Scalar;

const learningRate = linearWarmUp({ to: 0.2, steps: 20 }, cosine({ from: 0.2, steps: 180 }));
const optimizer = new AdamW({ learningRate: learningRate(0) });

for (let step = 0; step < 200; step++) {
  optimizer.learningRate = learningRate(step);
  optimizer.minimize(loss, false, [w]); // or applyGradients(clipped)
}
console.log(Array.from(w.dataSync(), (x) => x.toFixed(2)).join(' ')); // 3.00 -2.00

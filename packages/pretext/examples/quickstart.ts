import { type PretextMethod, trainStep } from '@ssvaerr/pretext';
import * as tf from '@tensorflow/tfjs';

// A custom pretext method: predict the mean of each row. It has no teacher, so no state.
const w = tf.variable(tf.zeros<tf.Rank.R2>([4, 1]), true, 'w');
const method: PretextMethod<tf.Tensor2D, tf.Tensor> = {
  trainableVariables: [w],
  stateVariables: [],
  variables: { w },
  targets: (batch) => tf.mean(batch, 1, true),
  loss: (batch, targets) => tf.losses.meanSquaredError(targets, tf.matMul(batch, w)),
  advance: () => {},
  dispose: () => w.dispose(),
};

const optimizer = tf.train.sgd(0.5);
const batch = tf.eye(4);
for (let step = 0; step < 50; step++) trainStep(method, optimizer, batch, { step }).dispose();
console.log(Array.from(w.dataSync(), (x) => x.toFixed(2)).join(' ')); // 0.25 0.25 0.25 0.25

// The encoder in a tf.layers model, trained by model.fit.
import { EncoderLayer } from '@ssvaerr/backbone/layers';
import * as tf from '@tensorflow/tfjs';

const model = tf.sequential({
  layers: [
    new EncoderLayer({ width: 2, seed: 1, inputShape: [3, 32, 32, 1] }),
    tf.layers.dense({ units: 2, activation: 'tanh', kernelInitializer: tf.initializers.zeros() }),
  ],
});
console.log(model.outputShape); // [ null, 3, 2 ]

// Two clips of seeded noise, a label for every frame.
const clips = tf.randomNormal([2, 3, 32, 32, 1], 0, 1, 'float32', 7);
const labels = tf.randomUniform([2, 3, 2], -1, 1, 'float32', 8);
model.compile({ optimizer: tf.train.adam(0.01), loss: 'meanSquaredError' });
const { history } = await model.fit(clips, labels, { epochs: 6, shuffle: false, verbose: 0 });
const loss = history.loss as number[];
console.log('halved:', loss.at(-1)! < loss[0]! / 2); // halved: true

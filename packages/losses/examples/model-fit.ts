// Trains a small tf.layers model on the paper's composite loss, through `model.fit`.
import { ccc, compositeForLayers, splitOutput, tableIII } from '@ssvaerr/losses';
import * as tf from '@tensorflow/tfjs';

const [clips, time, width] = [8, 10, 42];

// Two features per frame, and labels that depend on them; every fifth frame has no label.
const features = tf.randomUniform<tf.Rank.R3>([clips, time, 2], -1, 1, 'float32', 7);
const labels = tf.tidy(() => {
  const [a, v] = tf.unstack(features, 2) as [tf.Tensor2D, tf.Tensor2D];
  return tf.stack([tf.mul(0.8, a), tf.mul(0.4, tf.sub(v, a))], 2) as tf.Tensor3D;
});
const missing = tf.tidy(() => tf.equal(tf.mod(tf.range(0, time), 5), 4).as3D(1, time, 1));
const known = tf.where(missing, Number.NaN, labels);

// tf.layers requires labels as wide as the output; only the first two columns are read.
const yTrue = tf.pad(known, [
  [0, 0],
  [0, 0],
  [0, width - 2],
]);

const kernelInitializer = tf.initializers.glorotUniform({ seed: 3 });
const model = tf.sequential();
model.add(tf.layers.dense({ units: width, inputShape: [time, 2], kernelInitializer }));
const loss = compositeForLayers({ weights: tableIII.cccCeMse });
model.compile({ optimizer: tf.train.adam(0.05), loss });

/** Mean CCC of arousal and valence. */
const meanCcc = () =>
  tf.tidy(() => {
    const { arousal, valence } = splitOutput(model.predict(features) as tf.Tensor3D);
    const [a, v] = tf.unstack(labels, 2) as [tf.Tensor2D, tf.Tensor2D];
    return tf.mean(tf.stack([ccc(arousal.value, a), ccc(valence.value, v)])).dataSync()[0]!;
  });

const before = meanCcc();
await model.fit(features, yTrue, { epochs: 30, batchSize: 4, shuffle: false, verbose: 0 });
const after = meanCcc();
console.log('CCC rose:', after > before + 0.1, '- above 0.9:', after > 0.9); // CCC rose: true - above 0.9: true

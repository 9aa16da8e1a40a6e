import { ccc, compositeLoss, kMeans, maskOf, splitOutput, tableIII } from '@ssvaerr/losses';
import * as tf from '@tensorflow/tfjs';

// One clip of three frames: (arousal, valence) in [-1, 1], NaN where a label is missing.
const labels = tf.tensor3d([-0.5, 0.1, 0.2, 0.3, Number.NaN, 0.4], [1, 3, 2]);
const raw = tf.zeros<tf.Rank.R3>([1, 3, 42]); // from the network: 20 logits and 1 value, twice

// K of nCCE (Eq. 5): k-means of the training labels, without the missing ones.
const k = kMeans([-0.5, -0.2, 0, 0.1, 0.2, 0.3, 0.4]).centroids;
const options = { centroids: { arousal: k, valence: k }, mask: maskOf(labels) };
const loss = compositeLoss(splitOutput(raw), labels, { weights: tableIII.cccNcce, ...options });
console.log(loss.dataSync()[0]!.toFixed(3)); // 4.733

const [prediction, target] = [tf.tensor1d([-0.4, 0.1, 0.5]), tf.tensor1d([-0.5, 0.2, 0.4])];
console.log(ccc(prediction, target).dataSync()[0]!.toFixed(3)); // 0.965

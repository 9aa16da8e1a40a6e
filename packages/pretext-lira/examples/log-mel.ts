// From a recording to the targets: log-mel features by video frame, in units of the training set.
import { alignToVideo, FeatureStatistics, logMel } from '@ssvaerr/audio';
import { Encoder } from '@ssvaerr/backbone';
import { assertFeatures, Lira } from '@ssvaerr/pretext-lira';
import * as tf from '@tensorflow/tfjs';

// 0.2 s of audio at 16 kHz, a rising tone, beside five frames of video.
const [frames, width] = [5, 80];
const samples = tf.sin(tf.mul(tf.square(tf.range(0, 3200)), 1e-4)) as tf.Tensor1D;
const rows = (await logMel(samples).data()) as Float32Array;
const heard = alignToVideo(rows, { width, rate: 100, fps: 25, frames });
assertFeatures(heard, { width, frames }); // as for features of any other origin

// Once, over all clips of the training set; here one.
const statistics = new FeatureStatistics(width);
statistics.update(heard);

const small = { blocks: 1, width: 16, heads: 4, feedForward: 32, kernel: 5 };
const options = { targetWidth: width, moments: statistics.result(), seed: 2, ...small };
const lira = new Lira({ encoder: new Encoder({ width: 1, seed: 1 }), ...options });
const batch = {
  clips: tf.zeros<tf.Rank.R5>([1, frames, 32, 32, 1]),
  features: tf.tensor3d(heard, [1, frames, width]),
  mask: tf.ones<tf.Rank.R2>([1, frames]),
  seed: 3,
};
console.log(lira.targets(batch).shape, lira.predict(batch).shape); // [ 1, 5, 80 ] [ 1, 5, 80 ]

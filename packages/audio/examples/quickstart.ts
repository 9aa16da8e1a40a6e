import { alignToVideo, FeatureStatistics, logMel, silentShare, standardize } from '@ssvaerr/audio';
import * as tf from '@tensorflow/tfjs';

// 1 s of audio at 16 kHz, a tone of 440 Hz, beside 25 frames of video.
const samples = Float32Array.from({ length: 16_000 }, (_, i) =>
  Math.sin((i * 440 * Math.PI) / 8000),
);
console.log(silentShare(samples)); // 0

const rows = logMel(tf.tensor1d(samples));
console.log(rows.shape); // [ 100, 80 ]
const clip = { width: 80, rate: 100, fps: 25, frames: 25 };
const features = alignToVideo((await rows.data()) as Float32Array, clip);

// Mean and standard deviation over all training clips, here one.
const statistics = new FeatureStatistics(80);
statistics.update(features);
const targets = standardize(tf.tensor2d(features, [25, 80]), statistics.result());
console.log(targets.shape, tf.mean(tf.square(targets)).dataSync()[0]!.toFixed(3)); // [ 25, 80 ] 1.000

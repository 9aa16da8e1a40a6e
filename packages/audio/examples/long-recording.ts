// A recording that arrives in pieces, as from a decoder: the same rows, in bounded memory.
import { LogMelStream, logMel } from '@ssvaerr/audio';
import * as tf from '@tensorflow/tfjs';

const recording = Float32Array.from({ length: 50_000 }, (_, i) => Math.sin(i * i * 1e-6));

const stream = new LogMelStream();
const kept: Float32Array[] = [];
/** Copies the rows and disposes their tensor. */
function keep(rows: tf.Tensor2D): void {
  kept.push(rows.dataSync() as Float32Array);
  rows.dispose();
}
for (let at = 0; at < recording.length; at += 8000) {
  keep(stream.push(recording.subarray(at, at + 8000)));
}
keep(stream.finish());

const whole = logMel(tf.tensor1d(recording)).dataSync();
const streamed = kept.flatMap((rows) => [...rows]);
const same = streamed.every((x, i) => x === whole[i]);
console.log(streamed.length / 80, 'rows, the same:', same); // 313 rows, the same: true

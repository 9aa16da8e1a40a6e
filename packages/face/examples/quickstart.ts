import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { alignFaces, type Frame } from '@ssvaerr/face';
import { faceApiLandmarker } from '@ssvaerr/face/face-api';
import { describeDataSet, synthesiseClip } from '@ssvaerr/synthface';
import * as tf from '@tensorflow/tfjs';

// A video is any async sequence of RGB frames of one size; here one second of a drawn talking face.
const size = 224;
const [clip] = describeDataSet({ seed: 1, clips: 5, frames: 25, fps: 25, size });
const pictures = synthesiseClip(clip!).frames;
async function* video(): AsyncGenerator<Frame> {
  for (let from = 0; from < pictures.length; from += size * size) {
    const gray = pictures.subarray(from, from + size * size);
    const data = Uint8Array.from({ length: 3 * gray.length }, (_, i) => gray[Math.floor(i / 3)]!);
    yield { width: size, height: size, data };
  }
}

// The networks come with @vladmandic/face-api and run on the TF.js backend of your choice.
const require = createRequire(import.meta.url);
const entry = require.resolve('@vladmandic/face-api/dist/face-api.node-wasm.js');
const faceapi = require(entry);
await tf.setBackend('wasm');
const landmarker = await faceApiLandmarker(faceapi, {
  models: (net) => net.loadFromDisk(join(dirname(entry), '../model')),
});

let seen = 0;
for await (const { faces } of alignFaces(video(), landmarker, { fps: 25 })) {
  for (const { crop, quality } of faces) if (crop.length === 96 * 96 && quality > 0.5) seen++;
}
landmarker.dispose();
console.log(`${seen} of 25 frames hold a face`); // 25 of 25 frames hold a face

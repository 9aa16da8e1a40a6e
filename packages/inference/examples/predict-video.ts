import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { applySimilarity, type FaceLandmarker, faceBox, meanFace } from '@ssvaerr/face';
import { makeNetwork, predictVideo, readPrediction, writePrediction } from '@ssvaerr/inference';
import { findFfmpeg, runFfmpeg } from '@ssvaerr/video';
import '@tensorflow/tfjs';

// A video of two seconds: ffmpeg's test picture.
const ffmpeg = await findFfmpeg();
const folder = await mkdtemp(join(tmpdir(), 'predict-'));
const path = join(folder, 'talk.mkv');
const picture = ['-f', 'lavfi', '-i', 'testsrc=duration=2', '-c:v', 'mpeg4'];
await runFfmpeg(ffmpeg, [...picture, `file:${path}`]).ended;

// A small untrained network. For a trained one: `const model = await loadModel('best.safetensors')`.
const options = { width: 2, hidden: 4, bins: 20, activation: 'relu' } as const;
const clips = { pixel: 'frame', height: 32, width: 32, fps: 10, source: 'noise' } as const;
const info = { model: options, ...clips, synthetic: true };
const model = { model: makeNetwork(options, { seed: 1 }), info };

// This landmarker finds the same face in every frame. For real faces, take `faceApiLandmarker` of
// `@ssvaerr/face/face-api`.
const points = applySimilarity({ a: 60, b: 0, tx: 160, ty: 100 }, meanFace);
const face = { box: faceBox(points), score: 1 };
const landmarker: FaceLandmarker = {
  detect: async () => [face],
  verify: async () => face,
  landmarks: async () => points,
  dispose: () => {},
};

const prediction = await predictVideo(path, { model, landmarker, ffmpeg });
console.log(`${prediction.faces.length} face in ${prediction.frames} frames`); // 1 face in 20 frames
const { arousal, valence } = prediction.faces[0]!;
console.log([...arousal, ...valence].every((value) => Math.abs(value) <= 1)); // true

// Tables and charts for people, a record for programs.
const source = { path, run: 'untrained', trainedOn: info.source, syntheticOnly: true };
const out = join(folder, 'predicted');
await writePrediction(out, 'talk', prediction, { ...source, side: info.width, calibration: null });
console.log((await readdir(out)).sort().join(' ')); // talk.csv talk.json talk.png talk.svg
const { video, faces } = await readPrediction(join(out, 'talk.json'));
console.log(video, faces[0]!.arousal.length, faces[0]!.seen); // talk.mkv 20 1
await rm(folder, { recursive: true });

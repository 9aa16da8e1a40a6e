// node predict-video.js RUN VIDEO: how the largest face of a video looks on average.
import process from 'node:process';
import { loadModel, predictVideo } from '@ssvaerr/inference';
import { loadLandmarker, startEngine } from '@ssvaerr/trainer';
import { findFfmpeg } from '@ssvaerr/video';

const [run, video] = process.argv.slice(2) as [string, string];
await startEngine('auto');
const model = await loadModel(`${run}/checkpoints/best.safetensors`);
const landmarker = await loadLandmarker();
const ffmpeg = await findFfmpeg();
const { frames, faces } = await predictVideo(video, { model, landmarker, ffmpeg });
for (const { arousal, valence } of faces) {
  for (const [name, values] of Object.entries({ arousal, valence })) {
    const seen = values.filter((value) => !Number.isNaN(value)); // NaN: no face in this frame
    const mean = seen.reduce((sum, value) => sum + value, 0) / seen.length;
    console.log(`${name} ${mean.toFixed(2)}, seen in ${seen.length} of ${frames} frames`);
  }
}

import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { videosSource } from '@ssvaerr/datasets/node';
import { applySimilarity, type FaceLandmarker, faceBox, meanFace } from '@ssvaerr/face';
import { extractorHere, preprocess } from '@ssvaerr/preprocess';
import { findFfmpeg } from '@ssvaerr/video';

// A folder with one video of two seconds: ffmpeg's test picture.
const ffmpeg = await findFfmpeg();
const root = await mkdtemp(join(tmpdir(), 'preprocess-'));
await mkdir(join(root, 'videos'));
const video = join(root, 'videos', 'talk.mkv');
execFileSync(ffmpeg, [...'-v error -f lavfi -i testsrc=d=2 -c:v mpeg4'.split(' '), video]);

// This landmarker finds the same face in every frame. For real faces, take `faceApiLandmarker` of
// `@ssvaerr/face/face-api`, which needs a TF.js backend.
const points = applySimilarity({ a: 60, b: 0, tx: 160, ty: 100 }, meanFace);
const face = { box: faceBox(points), score: 1 };
const landmarker: FaceLandmarker = {
  detect: async () => [face],
  verify: async () => face,
  landmarks: async () => points,
  dispose: () => {},
};

const source = await videosSource(join(root, 'videos'), { split: 'train', seed: 1 });
const crop = { size: 96, margin: 1.3, face: 'largest' } as const;
const { store, skipped } = await preprocess(source, join(root, 'store'), {
  extract: { ffmpeg, fps: 10, ...crop, minSeconds: 0.5, maxSeconds: 1.5 },
  extractors: () => [extractorHere(async () => ({ landmarker, audio: null }))],
});
const clips = store.clips.map(({ id, frames }) => `${id}: ${frames} frames`);
console.log(clips.join(', ')); // talk.1: 15 frames, talk.2: 5 frames
console.log(`${skipped.length} skipped`); // 0 skipped
await rm(root, { recursive: true });

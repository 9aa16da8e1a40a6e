// Frames per second of each stage of `ssvaerr preprocess`, on one video.
//   npm run bench -- preprocess --video FILE [--engine onnx] [--threads 1] [--ffmpeg PATH]
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { alignFaces } from '@ssvaerr/face';
import { loadLandmarker, startEngine } from '@ssvaerr/trainer';
import { decodeFrames, findFfmpeg, probe } from '@ssvaerr/video';
import { machine } from './_paired.mjs';

const { values: flags } = parseArgs({
  options: {
    video: { type: 'string' },
    engine: { type: 'string', default: 'onnx' },
    threads: { type: 'string', default: '1' },
    ffmpeg: { type: 'string' },
  },
});
if (!flags.video) {
  console.error("preprocess: '--video' must name a video with a face in it");
  process.exit(1);
}

const mostFrames = 300;
const ffmpeg = await findFfmpeg(flags.ffmpeg);
const info = await probe(ffmpeg, flags.video);
await startEngine(flags.engine, { threads: Number(flags.threads) });
const landmarker = await loadLandmarker();

/** Milliseconds that `work` takes, over `count`. */
async function timed(count, work) {
  const start = performance.now();
  await work();
  return (performance.now() - start) / count();
}

const frames = [];
const decode = await timed(
  () => frames.length,
  async () => {
    for await (const frame of decodeFrames(ffmpeg, flags.video, info)) {
      frames.push(frame);
      if (frames.length === mostFrames) break;
    }
  },
);
const [face] = await landmarker.detect(frames[0]); // the first call compiles
if (!face) {
  console.error(`preprocess: '--video' must show a face in its first frame, got ${flags.video}`);
  process.exit(1);
}
await landmarker.verify(frames[0], face.box);
await landmarker.landmarks(frames[0], face.box);
const some = (most) => frames.slice(0, most);
const each = (most, run) =>
  timed(
    () => some(most).length,
    async () => {
      for (const frame of some(most)) await run(frame);
    },
  );
const detect = await each(20, (frame) => landmarker.detect(frame));
const verify = await each(50, (frame) => landmarker.verify(frame, face.box));
const landmarks = await each(100, (frame) => landmarker.landmarks(frame, face.box));

const crops = [];
const align = await timed(
  () => frames.length,
  async () => {
    for await (const { faces } of alignFaces(frames, landmarker, { fps: info.fps })) {
      for (const { crop } of faces) crops.push(crop);
    }
  },
);
/** The same without networks: gray, transforms, warps, and what is kept of a frame. */
const still = await landmarker.landmarks(frames[0], face.box);
const known = {
  detect: async () => [face],
  verify: async () => face,
  landmarks: async () => still,
};
const warp = await timed(
  () => frames.length,
  async () => {
    for await (const _ of alignFaces(frames, known, { fps: info.fps })) void _;
  },
);

const folder = await mkdtemp(join(tmpdir(), 'bench-'));
const write = await timed(
  () => crops.length,
  async () => {
    const file = await open(join(folder, 'crops'), 'w');
    for (const crop of crops) await file.write(crop);
    await file.sync();
    await file.close();
  },
);
await rm(folder, { recursive: true });
landmarker.dispose();

const ms = { decode, detect, verify, landmarks, warp, write, align };
const round = (value) => Math.round(value * 100) / 100;
const entries = Object.entries(ms);
const video = { size: `${info.width}x${info.height}`, codec: info.codec, frames: frames.length };
console.log(
  JSON.stringify({
    bench: 'preprocess',
    engine: flags.engine,
    threads: Number(flags.threads),
    video,
    msPerFrame: Object.fromEntries(entries.map(([name, value]) => [name, round(value)])),
    framesPerSecond: Object.fromEntries(
      entries.map(([name, value]) => [name, Math.round(1000 / value)]),
    ),
    machine,
  }),
);
process.exit();

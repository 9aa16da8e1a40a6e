import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeFrames, findFfmpeg, probe, runFfmpeg } from '@ssvaerr/video';

const ffmpeg = await findFfmpeg();
const folder = await mkdtemp(join(tmpdir(), 'video-'));
const path = join(folder, 'test.mp4');
const pattern = 'testsrc=size=320x240:rate=25:duration=2';
await runFfmpeg(ffmpeg, ['-f', 'lavfi', '-i', pattern, `file:${path}`]).ended;

const info = await probe(ffmpeg, path);
console.log(info.width, info.height, info.fps, info.seconds, info.audio); // 320 240 25 2 undefined

let bytes = 0; // of 20 frames in RGB, 160 x 120 pixels
for await (const { data } of decodeFrames(ffmpeg, path, { fps: 10, maxSide: 160 })) {
  bytes += data.length;
}
console.log(bytes === 20 * 160 * 120 * 3); // true
await rm(folder, { recursive: true });

import { logMel } from '@ssvaerr/audio';
import * as tf from '@tensorflow/tfjs';
import { afterAll, expect, it } from 'vitest';
import { decodeAudio } from '../video/decode-audio.ts';
import { findFfmpeg } from '../video/find-ffmpeg.ts';
import { OddVideos } from '../video/odd-videos.ts';
import { AudioRows } from './audio-rows.ts';

const ffmpeg = await findFfmpeg().catch(() => undefined);
const videos = new OddVideos(ffmpeg ?? '');
afterAll(() => videos.remove());

it.skipIf(!ffmpeg)('gives the rows of the whole recording, then silence, and forgets', async () => {
  const path = videos.make(
    'chirp.mkv',
    '-f lavfi -i aevalsrc=exprs=0.4*sin(2000*t*t):s=16000:d=25 -c:a pcm_s16le',
  );
  const pieces: number[] = [];
  for await (const piece of decodeAudio(ffmpeg!, path)) pieces.push(...piece);
  expect(pieces).toHaveLength(400_000);
  const whole = tf.tidy(() => logMel(tf.tensor1d(pieces)));
  const expected = (await whole.data()) as Float32Array;
  whole.dispose();

  const tensors = tf.memory().numTensors;
  const rows = new AudioRows(ffmpeg!, path);
  const read = async (start: number, count: number) => {
    const values = await rows.read(start, count);
    expect(values).toHaveLength(count * 80);
    const same = expected.subarray(start * 80, (start + count) * 80);
    expect(values.subarray(0, same.length)).toEqual(same);
    return values;
  };
  await read(3, 40);
  await read(0, 2500);
  rows.forget(2400);
  await read(2450, 60);
  const after = await rows.read(4000, 2);
  expect(new Set(after)).toEqual(new Set([Math.fround(Math.log(1e-10))]));
  await rows.close();
  expect(tf.memory().numTensors).toBe(tensors);
});

import { logMel } from '@ssvaerr/audio';
import { OddVideos } from '@ssvaerr/testing';
import { decodeAudio, findFfmpeg } from '@ssvaerr/video';
import * as tf from '@tensorflow/tfjs';
import { afterAll, expect, it } from 'vitest';
import type { AudioFeatures } from './audio-features.ts';
import { AudioTrack } from './audio-track.ts';
import { logMelFeatures } from './log-mel-features.ts';

const ffmpeg = await findFfmpeg().catch(() => undefined);
const videos = new OddVideos(ffmpeg ?? '');
afterAll(() => videos.remove());
/** 25 s of it. */
const chirp = (name: string) =>
  videos.make(name, '-f lavfi -i aevalsrc=exprs=0.4*sin(2000*t*t):s=16000:d=25 -c:a pcm_s16le');

it.skipIf(!ffmpeg)('gives the rows of the whole recording, then silence, and forgets', async () => {
  const path = chirp('chirp.mkv');
  const pieces: number[] = [];
  for await (const piece of decodeAudio(ffmpeg!, path)) pieces.push(...piece);
  expect(pieces).toHaveLength(400_000);
  const whole = tf.tidy(() => logMel(tf.tensor1d(pieces)));
  const expected = (await whole.data()) as Float32Array;
  whole.dispose();

  const tensors = tf.memory().numTensors;
  const track = new AudioTrack(logMelFeatures, 25, ffmpeg!, path); // 4 rows a frame
  const during = async (start: number, frames: number, silence: number) => {
    const found = await track.during(start, frames);
    expect(found.features).toHaveLength(frames * 4 * 80);
    const same = expected.subarray(start * 4 * 80, (start + frames) * 4 * 80);
    expect(found.features.subarray(0, same.length)).toBeAllclose(same, { atol: 1e-5 });
    expect(found.silence).toBeCloseTo(silence);
  };
  await during(3, 10, 0);
  await during(0, 625, 0);
  track.forget(600);
  await during(605, 40, 0.5);
  const after = await track.during(1000, 1);
  expect(new Set(after.features)).toEqual(new Set([Math.fround(Math.log(1e-10))]));
  expect(after.silence).toBe(1);
  await track.close();
  expect(tf.memory().numTensors).toBe(tensors);
});

it.skipIf(!ffmpeg)('lets features see beyond the clip, and cuts what they say of it', async () => {
  /** Samples as they are, one row of two a 50th of a second; a row is used to three neighbours. */
  const seen: Float32Array[] = [];
  const features: AudioFeatures = {
    info: { kind: 'own', rate: 50, features: 2 },
    context: 3,
    async of(samples) {
      seen.push(samples);
      return Float32Array.from({ length: samples.length / 160 }, (_, i) => samples[160 * i]!);
    },
  };
  const path = chirp('chirp2.mkv');
  const pieces: number[] = [];
  for await (const piece of decodeAudio(ffmpeg!, path)) pieces.push(...piece);
  const track = new AudioTrack(features, 30, ffmpeg!, path);
  const { features: rows } = await track.during(31, 4); // 4 frames are 6.7 rows, begun at 51.7
  const expected = Array.from({ length: 14 }, (_, i) => pieces[52 * 320 + 160 * i]);
  expect([...rows]).toEqual(expected);
  expect([...seen[0]!]).toEqual(pieces.slice(49 * 320, 62 * 320));
  await track.during(0, 1);
  expect([...seen[1]!]).toEqual([...new Array(3 * 320).fill(0), ...pieces.slice(0, 5 * 320)]);
  await track.close();
});

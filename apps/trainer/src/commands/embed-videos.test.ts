import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Encoder } from '@ssvaerr/backbone';
import { readNpy, unitPixels } from '@ssvaerr/data';
import { silentLog } from '@ssvaerr/host';
import { EmbeddingWriter, type VideosOptions, videosInput } from '@ssvaerr/inference';
import { type ExtractedClip, extractClips } from '@ssvaerr/preprocess';
import { media, needsMedia } from '@ssvaerr/testing';
import { findFfmpeg, probe } from '@ssvaerr/video';
import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startEngine } from '../host/engine.ts';
import { loadLandmarker } from '../host/landmarker.ts';

const root = mkdtempSync(join(tmpdir(), 'embed-videos-'));
const at = (...names: string[]) => join(root, ...names);
const name = 'grid_bbaf2n.mpg';
const { skip, title } = needsMedia(name);
const signal = new AbortController().signal;
const info = {
  ...{ model: { width: 2, activation: 'relu' as const }, pixel: { mean: 0.4, std: 0.2 } },
  ...{ height: 48, width: 48, fps: 5, source: 'tests', synthetic: false },
};
let options: VideosOptions;
let encoder: Encoder;

beforeAll(async () => {
  await startEngine('onnx');
  encoder = new Encoder({ width: 2, seed: 1 });
  const ffmpeg = await findFfmpeg(undefined);
  options = { ffmpeg, face: 'largest', margin: 1.3, size: 48, fps: 5, loadLandmarker };
}, 120_000);
afterAll(async () => {
  encoder.dispose();
  rmSync(root, { recursive: true });
  await tf.setBackend('cpu');
});

async function embedAll(inputs: readonly string[], out: string, warnings: string[] = []) {
  const log = { ...silentLog, warn: (line: string) => warnings.push(line) };
  const input = await videosInput(inputs, out, options, { log, signal });
  const weights = { path: 'weights', sha256: 'a' };
  const writer = await EmbeddingWriter.open(out, encoder, { weights, input: input.content });
  const skipped = await input.embed(writer, { info, log, signal });
  await writer.close();
  return { index: writer.index, skipped };
}

it.skipIf(skip)(title('embeds the faces of a video, once'), async () => {
  mkdirSync(at('videos'));
  symlinkSync(media(name)!, at('videos', 'link.mpg')); // leads out of the folder
  writeFileSync(at('videos', 'cut.mp4'), readFileSync(media(name)!).subarray(0, 100));
  const warnings: string[] = [];
  const { index, skipped } = await embedAll([media(name)!, at('videos')], at('out'), warnings);
  expect(index).toEqual([
    {
      ...{
        id: 'grid_bbaf2n.1',
        frames: 15,
        fps: 5,
        path: 'grid_bbaf2n.1.npy',
        source: realpathSync(media(name)!),
      },
      ...{ track: 0, start: 0, quality: 1 },
    },
  ]);
  expect(skipped).toHaveLength(2);
  expect(warnings).toHaveLength(2);

  // The same crops through the encoder, whole.
  const clips: ExtractedClip[] = [];
  const landmarker = await loadLandmarker();
  const extract = { ...options, minSeconds: 0, maxSeconds: 60 };
  const video = await probe(options.ffmpeg, media(name)!);
  const job = { path: media(name)!, info: video, options: extract };
  await extractClips(
    job,
    { landmarker, audio: null },
    {
      frames: () => {},
      clip: async (clip) => void clips.push(clip),
    },
  );
  landmarker.dispose();
  const pixels = unitPixels(clips[0]!.frames).map((x) => (x - 0.4) / 0.2);
  const expected = tf.tidy(() => encoder.forward(tf.tensor5d(pixels, [1, 15, 48, 48, 1])));
  const file = at('out', 'grid_bbaf2n.1.npy');
  const { shape, values } = readNpy(new Uint8Array(readFileSync(file)));
  expect(shape).toEqual([15, 16]);
  expect(values as Float32Array).toBeAllclose(expected.dataSync() as Float32Array, { atol: 1e-5 });
  expected.dispose();

  // Listed is done: the file is not opened again.
  writeFileSync(file, '');
  expect((await embedAll([media(name)!, at('videos')], at('out'))).index).toEqual(index);
  expect(readFileSync(file)).toHaveLength(0);

  // Another margin, other features.
  options = { ...options, margin: 1.5 };
  await expect(embedAll([media(name)!, at('videos')], at('out'))).rejects.toThrow(
    'out: holds features of other input',
  );
});

it('refuses what holds no video', async () => {
  writeFileSync(at('notes.txt'), 'hello');
  await expect(embedAll([at('notes.txt')], at('x'))).rejects.toThrow(
    /notes.txt: contains no usable video \(.*notes.txt: .*\)\.$/,
  );
  mkdirSync(at('empty'));
  await expect(embedAll([at('empty')], at('x'))).rejects.toThrow(
    'empty: contains no usable video.',
  );
  await expect(embedAll([at('nowhere')], at('x'))).rejects.toThrow(
    'nowhere: does not exist or cannot be read.',
  );
});

// Test time: whole videos, here in pieces with the two frames that a stem of 5 frames sees to each side.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { normalizePixels } from '@ssvaerr/data';
import { createStore, openStore, verifyStore, wholeVideos } from '@ssvaerr/data/node';

const path = join(await mkdtemp(join(tmpdir(), 'data-')), 'store');
const origin = { source: 'grey', licence: 'CC0', synthetic: true };
const info = { fps: 25, height: 8, width: 8, audio: null, ...origin };
const writer = await createStore(path, info);
const frames = new Uint8Array(70 * 64).fill(51);
const labels = new Float32Array(70 * 2).fill(Number.NaN, 0, 20);
await writer.addClip({ id: 'v', subject: 'P2', split: 'test', frames, labels, quality: 1 });
await writer.close();

const store = await openStore(path);
for await (const { message } of verifyStore(store)) console.error(message); // none

const pixel = { mean: 0.1, std: 0.2 }; // of the training set: it comes with the model's weights
const cut = { pieceFrames: 32, context: 2 };
for await (const { mask, pieces } of wholeVideos({ store, split: 'test', ...cut })) {
  console.log(mask.values.reduce((sum, known) => sum + known)); // 60
  const shown: string[] = [];
  for await (const { shape, values, before, after } of pieces()) {
    const clip = normalizePixels(values, pixel); // tf.tensor(clip, shape)
    shown.push(`${shape[1]} - ${before} - ${after}: ${clip[0]?.toFixed(1)}`);
  }
  console.log(shown.join(', ')); // 34 - 0 - 2: 0.5, 36 - 2 - 2: 0.5, 8 - 2 - 0: 0.5
}
await rm(path, { recursive: true });

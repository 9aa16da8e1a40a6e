import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createStore, loadEpoch, openStore } from '@ssvaerr/data/node';

// Two clips of 96 x 96 pixels, of 10 and 60 frames, with (arousal, valence) for each frame.
const path = join(await mkdtemp(join(tmpdir(), 'data-')), 'store');
const origin = { source: 'noise', licence: 'CC0', synthetic: true };
const info = { fps: 25, height: 96, width: 96, audio: null, ...origin };
const writer = await createStore(path, info);
for (const time of [10, 60]) {
  const frames = Uint8Array.from({ length: time * 96 * 96 }, (_, i) => (i * 7919) % 256);
  const labels = new Float32Array(time * 2).fill(0.5);
  await writer.addClip({
    id: `c${time}`,
    subject: 'P1',
    split: 'train',
    frames,
    labels,
    quality: 1,
  });
}
await writer.close();

// Three random segments of each clip, read ahead in a worker thread; `tf.tensor(values, shape)`.
const store = await openStore(path);
const plan = { store, split: 'train', seed: 42, segmentFrames: 32, batchSize: 6 } as const;
for await (const { clips, mask, lengths } of loadEpoch({ ...plan, epoch: 0 })) {
  console.log(clips.shape, mask.shape); // [ 6, 32, 96, 96, 1 ] [ 6, 32 ]
  console.log(lengths.join()); // 10,10,32,10,32,32
}
console.log(store.info.pixel); // { mean: 0.5, std: 0.2898049828843099 }
await rm(path, { recursive: true });

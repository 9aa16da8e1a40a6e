import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type AudioInfo, readNpy } from '@ssvaerr/data';
import { createStore, openStore, readFrames, readLabels } from '@ssvaerr/data/node';

/**
 * A copy of a store with features of your own: `features/ID.npy`, float32 `[rows, width]`, for each clip ID,
 * its first row at the clip's first frame.
 */
export async function withFeatures(from: string, features: string, to: string, audio: AudioInfo) {
  const store = await openStore(from);
  const { pixel, ...info } = store.info; // the pixels' statistics are measured again
  const writer = await createStore(to, { ...info, audio });
  for (const clip of store.clips) {
    const file = join(features, `${clip.id}.npy`);
    const { shape, values } = readNpy(await readFile(file));
    if (shape.length !== 2 || shape[1] !== audio.features || !(values instanceof Float32Array)) {
      throw new Error(`${file}: must hold float32 [rows, ${audio.features}], got [${shape}].`);
    }
    const labels = await readLabels(store, clip);
    await writer.addClip({
      id: clip.id,
      subject: clip.subject,
      split: clip.split,
      fps: clip.fps,
      quality: clip.quality,
      silence: clip.silence,
      frames: await readFrames(store, clip),
      audio: values,
      ...(labels && { labels }),
    });
  }
  await writer.close();
}

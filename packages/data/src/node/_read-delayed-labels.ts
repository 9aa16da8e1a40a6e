import type { Clip } from '../manifest.ts';
import { readLabels, type StoreLike } from './read-clip.ts';

/**
 * Reads the labels of frames `start .. start + count - 1`, each that of the frame `delay` seconds later in its clip. Beyond
 * the clip's end they are NaN: nobody rated what follows.
 */
export async function readDelayedLabels(
  store: StoreLike,
  clip: Clip,
  { start, count }: { readonly start: number; readonly count: number },
  delay: number,
): Promise<Float32Array | undefined> {
  const shift = Math.round(delay * clip.fps);
  if (shift === 0) return readLabels(store, clip, { start, count });
  const from = Math.min(start + shift, clip.frames);
  const known = Math.min(count, clip.frames - from);
  const labels = await readLabels(store, clip, { start: from, count: known });
  if (!labels) return undefined;
  const delayed = new Float32Array(2 * count).fill(Number.NaN);
  delayed.set(labels);
  return delayed;
}

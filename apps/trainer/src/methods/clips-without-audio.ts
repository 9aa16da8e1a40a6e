import { type AlignToVideoOptions, alignToVideo } from '@ssvaerr/audio';
import { readAudio, type Store } from '@ssvaerr/data/node';
import type { Log } from '@ssvaerr/host';
import { isSilent } from '@ssvaerr/preprocess';

/**
 * Finds the clips whose audio does not fit their video, and logs why. Silent audio is no fault, but nothing can be
 * learned from it: a warning.
 *
 * @returns their ids.
 */
export async function clipsWithoutAudio(
  store: Store,
  how: NonNullable<AlignToVideoOptions['how']>,
  log: Log,
): Promise<ReadonlySet<string>> {
  const { rate, features: width } = store.info.audio!;
  const unusable = new Set<string>();
  for (const clip of store.clips) {
    const { id, fps, frames } = clip;
    const skip = (why: string) => {
      log.warn(`skipped ${id}: ${why}`);
      unusable.add(id);
    };
    if (how === 'stack' && fps !== store.info.fps) {
      skip(
        `has ${fps} frames per second, others ${store.info.fps}; 'pairing' stack needs one rate.`,
      );
      continue;
    }
    const rows = await readAudio(store, clip);
    if (!rows) {
      skip('has no audio features.');
      continue;
    }
    try {
      alignToVideo(rows, { width, rate, fps, frames, how });
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      skip(error.message);
      continue;
    }
    if (isSilent(clip.silence) || rows.every((value, i) => value === rows[i % width])) {
      log.warn(`${id}: its audio is silent.`);
    }
  }
  return unusable;
}

import { alignToVideo } from '@ssvaerr/audio';
import { readAudio, type Store } from '@ssvaerr/data/node';
import type { Log } from '@ssvaerr/host';
import { isSilent } from '@ssvaerr/preprocess';
import type { LiraConfig } from '../config/pretrain-config.ts';

/**
 * The clips whose sound fits their video, for LiRA; says which do not and why. Silence is no fault, but
 * there is nothing to learn from it: a warning.
 */
export async function heardClips(
  { store, skipped }: { readonly store: Store; readonly skipped: readonly string[] },
  how: LiraConfig['pairing'],
  log: Log,
): Promise<{ store: Store; skipped: string[] }> {
  const { rate, features: width } = store.info.audio!;
  const unheard = new Set<string>();
  for (const clip of store.clips) {
    const { id, fps, frames } = clip;
    const skip = (why: string) => {
      log.warn(`skipped ${id}: ${why}`);
      unheard.add(id);
    };
    if (how === 'stack' && fps !== store.info.fps) {
      skip(
        `has ${fps} frames a second, others ${store.info.fps}: 'pairing' stack cannot have both.`,
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
      log.warn(`${id}: its sound is silent.`);
    }
  }
  const clips = store.clips.filter(({ id }) => !unheard.has(id));
  return { store: { ...store, clips }, skipped: [...skipped, ...unheard] };
}

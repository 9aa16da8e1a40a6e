import { type PixelStatistics, splits } from '@ssvaerr/data';
import { clipsOf, type Store, wholeVideos } from '@ssvaerr/data/node';
import { Interrupted } from '../interrupted.ts';
import type { Log } from '../log.ts';
import { framesOf } from '../run/evaluation.ts';
import type { EmbeddingWriter } from './embedding-writer.ts';

/**
 * Embeds every clip of a store.
 *
 * @param pixel of the training frames: what the encoder is used to.
 */
export async function embedStore(
  store: Store,
  writer: EmbeddingWriter,
  pixel: PixelStatistics,
  log: Log,
  signal: AbortSignal,
): Promise<void> {
  const progress = log.progress({ task: 'embed', unit: 'clips', total: store.clips.length });
  try {
    for (const split of splits) {
      if (clipsOf(store, split).length === 0) continue;
      for await (const { clip, pieces } of wholeVideos({ store, split, pieceFrames })) {
        if (signal.aborted) throw new Interrupted('run it again to go on; what is there is kept.');
        const { id, fps } = clip;
        const frames = () => framesOf(pieces(), pixel);
        await writer.add({ id, fps, source: store.root, frames });
        progress.advance(1);
      }
    }
  } finally {
    progress.end();
  }
}

/** Read at a time. */
const pieceFrames = 64;

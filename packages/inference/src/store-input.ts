import { splits } from '@ssvaerr/data';
import { clipsOf, indexHash, type Store, wholeVideos } from '@ssvaerr/data/node';
import { Interrupted } from '@ssvaerr/host';
import type { EmbedContext, EmbedInput } from './embed-input.ts';
import type { EmbeddingWriter } from './embedding-writer.ts';
import { framesOf } from './frames-of.ts';

/**
 * Takes every clip of a store as input.
 *
 * @throws StoreError if the index of the store cannot be read.
 * @example
 * ```ts
 * import { mkdtemp, rm } from 'node:fs/promises';
 * import { tmpdir } from 'node:os';
 * import { join } from 'node:path';
 * import { silentLog } from '@ssvaerr/host';
 * import { storeInput } from '@ssvaerr/inference';
 * import { writeSyntheticStore } from '@ssvaerr/preprocess';
 *
 * const root = await mkdtemp(join(tmpdir(), 'inference-'));
 * const { store } = await writeSyntheticStore(join(root, 'faces'), {
 *   ...{ seed: 1, clips: 5, frames: 2, fps: 25, size: 32, audio: null, resume: false },
 *   ...{ log: silentLog, signal: new AbortController().signal },
 * });
 * const input = await storeInput(store); // `input.embed(writer, …)` embeds its clips
 * console.log(input.content.path === store.root, input.content.sha256.length); // true 64
 * await rm(root, { recursive: true });
 * ```
 */
export async function storeInput(store: Store): Promise<EmbedInput> {
  const sha256 = await indexHash(store);
  return {
    content: { path: store.root, sha256 },
    async embed(writer, context) {
      await embedStore(store, writer, context);
      return [];
    },
  };
}

async function embedStore(
  store: Store,
  writer: EmbeddingWriter,
  { info, log, signal }: EmbedContext,
): Promise<void> {
  const { root, clips } = store;
  const { height, width } = store.info;
  if (info.height !== height || info.width !== width) {
    log.warn(
      `${root}: frames are ${width} x ${height}, but the network was trained on ${info.width} x ${info.height}.`,
    );
  }
  const progress = log.progress({ task: 'embed', unit: 'clips', total: clips.length });
  try {
    for (const split of splits) {
      if (clipsOf(store, split).length === 0) continue;
      for await (const { clip, pieces } of wholeVideos({ store, split, pieceFrames })) {
        if (signal.aborted) {
          throw new Interrupted('run it again to continue; finished clips are kept.');
        }
        const { id, fps } = clip;
        const frames = () => framesOf(pieces(), info.pixel);
        await writer.add({ id, fps, source: root, frames });
        progress.advance(1);
      }
    }
  } finally {
    progress.end();
  }
}

/** Frames that are read at a time. */
const pieceFrames = 64;

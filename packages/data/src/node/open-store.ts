import { readFile, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { type Dataset, parseDataset } from '../dataset.ts';
import { type Clip, parseManifest, type Split } from '../manifest.ts';
import { mergePixelSums, pixelStatistics } from '../pixel-statistics.ts';
import { asStoreError, StoreError } from './store-error.ts';

/** A clip store: its folder and the content of its two index files, as plain data. */
export interface Store {
  /** The folder, absolute and without links. */
  readonly root: string;
  /**
   * The content of `dataset.json`. If the file has no `pixel`, as after an interruption, it is computed from the
   * training clips of the manifest.
   */
  readonly info: Dataset;
  /** In the order of the manifest. */
  readonly clips: readonly Clip[];
}

/**
 * Opens a clip store, complete or interrupted while it was written. It reads `dataset.json` and `manifest.jsonl`
 * only; {@link verifyStore} checks the clips.
 *
 * @param path The store's folder.
 * @throws StoreError if the folder is not a store, an index file is damaged, or there is no clip.
 * @example
 * ```ts
 * import { mkdtemp, rm } from 'node:fs/promises';
 * import { tmpdir } from 'node:os';
 * import { dirname, join } from 'node:path';
 * import { createStore, openStore } from '@ssvaerr/data/node';
 *
 * const path = join(await mkdtemp(join(tmpdir(), 'data-')), 'store');
 * const info = { fps: 25, height: 1, width: 1, audio: null, source: 'noise', licence: 'CC0', synthetic: true };
 * const writer = await createStore(path, info);
 * await writer.addClip({ id: 'a', subject: 'P1', split: 'train', frames: Uint8Array.of(0, 255), quality: 1 });
 * await writer.close();
 * const { info: found, clips } = await openStore(path);
 * console.log(found.fps, clips.map(({ id, frames }) => `${id}: ${frames} frames`)); // 25 [ 'a: 2 frames' ]
 * await rm(dirname(path), { recursive: true });
 * ```
 */
export async function openStore(path: string): Promise<Store> {
  let root: string;
  try {
    root = await realpath(path);
  } catch (error) {
    throw asStoreError(path, error);
  }
  const info = await readIndex(join(root, 'dataset.json'), parseDataset);
  const manifest = join(root, 'manifest.jsonl');
  const { clips } = await readIndex(manifest, parseManifest);
  if (clips.length === 0) throw new StoreError(manifest, 'has no clips: the store is empty.');
  const sums = mergePixelSums(clipsOf({ clips }, 'train').map(({ pixels }) => pixels));
  const pixel = info.pixel ?? (sums.count > 0 ? pixelStatistics(sums) : null);
  return { root, info: { ...info, pixel }, clips };
}

/**
 * Gives the clips of one split, in the order of the manifest.
 *
 * @example
 * ```ts no-run
 * import { clipsOf, openStore } from '@ssvaerr/data/node';
 *
 * const clips = clipsOf(await openStore('store'), 'validation');
 * console.log(clips.map(({ id }) => id)); // [ 'b', 'd' ]
 * ```
 */
export function clipsOf({ clips }: Pick<Store, 'clips'>, split: Split): Clip[] {
  return clips.filter((clip) => clip.split === split);
}

/** Reads one of the two index files with its parser. */
export async function readIndex<T>(file: string, parse: (text: string) => T): Promise<T> {
  try {
    return parse(await readFile(file, 'utf8'));
  } catch (error) {
    if (error instanceof RangeError) throw new StoreError(file, error.message, { cause: error });
    throw asStoreError(file, error);
  }
}

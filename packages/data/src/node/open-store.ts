import { readFile, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { type Dataset, parseDataset } from '../dataset.ts';
import { type Clip, parseManifest, type Split } from '../manifest.ts';
import { mergePixelSums, pixelStatistics } from '../pixel-statistics.ts';
import { asStoreError, StoreError } from './store-error.ts';

/** A clip store: its folder, and what its two index files say. Plain data. */
export interface Store {
  /** The folder, absolute and without links. */
  readonly root: string;
  /**
   * `dataset.json`; `pixel` is computed from the manifest's training clips where the file has none, as
   * in a store whose writing was interrupted.
   */
  readonly info: Dataset;
  /** In the order of the manifest. */
  readonly clips: readonly Clip[];
}

/**
 * Opens a clip store, whole or interrupted while it was written. Reads its `dataset.json` and
 * `manifest.jsonl` only: {@link verifyStore} looks at the clips.
 *
 * @param path its folder.
 * @throws StoreError if the folder is no store, an index file is not what it must be, or there is no clip.
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

/** The clips of one split, in the order of the manifest. */
export function clipsOf({ clips }: Pick<Store, 'clips'>, split: Split): Clip[] {
  return clips.filter((clip) => clip.split === split);
}

/** One of the two index files, through its parser. */
export async function readIndex<T>(file: string, parse: (text: string) => T): Promise<T> {
  try {
    return parse(await readFile(file, 'utf8'));
  } catch (error) {
    if (error instanceof RangeError) throw new StoreError(file, error.message, { cause: error });
    throw asStoreError(file, error);
  }
}

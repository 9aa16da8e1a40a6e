import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Store } from './open-store.ts';
import { asStoreError } from './store-error.ts';

/**
 * Hashes the index of a store, which holds the hash of every file: stores with the same hash have the same content.
 *
 * @returns 64 hexadecimal digits (SHA-256).
 * @throws StoreError if an index file cannot be read.
 * @example
 * ```ts
 * import { mkdtemp, rm } from 'node:fs/promises';
 * import { tmpdir } from 'node:os';
 * import { dirname, join } from 'node:path';
 * import { createStore, indexHash } from '@ssvaerr/data/node';
 *
 * const path = join(await mkdtemp(join(tmpdir(), 'data-')), 'store');
 * const info = { fps: 25, height: 1, width: 1, audio: null, source: 'noise', licence: 'CC0', synthetic: true };
 * const writer = await createStore(path, info);
 * const before = await indexHash({ root: path });
 * await writer.addClip({ id: 'a', subject: 'P1', split: 'train', frames: Uint8Array.of(0, 255), quality: 1 });
 * console.log((await indexHash({ root: path })) === before); // false
 * await writer.close();
 * await rm(dirname(path), { recursive: true });
 * ```
 */
export async function indexHash({ root }: Pick<Store, 'root'>): Promise<string> {
  const hash = createHash('sha256');
  for (const name of ['dataset.json', 'manifest.jsonl']) {
    const file = join(root, name);
    try {
      hash.update(await readFile(file));
    } catch (error) {
      throw asStoreError(file, error);
    }
  }
  return hash.digest('hex');
}

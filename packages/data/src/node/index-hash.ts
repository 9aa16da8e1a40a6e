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
 * const before = await indexHash(await openStore('clips'));
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

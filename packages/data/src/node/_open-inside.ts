import { type FileHandle, open, realpath, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { asStoreError, StoreError } from './store-error.ts';

/** A file that is open for reading. */
export interface OpenFile {
  readonly handle: FileHandle;
  /** As shown in messages. */
  readonly name: string;
  readonly bytes: number;
}

/**
 * Opens a file of a store for the time of `body`. Links are followed, but not out of the store.
 *
 * @param root the store's folder, without links (`realpath`).
 * @param path below it, as the manifest has it.
 */
export async function withFileInside<T>(
  root: string,
  path: string,
  body: (file: OpenFile) => Promise<T>,
): Promise<T> {
  const name = join(root, path);
  try {
    const real = await realpath(name);
    if (!real.startsWith(root.endsWith(sep) ? root : root + sep)) {
      throw new StoreError(name, 'links out of the store, to where nothing is read.');
    }
    const found = await stat(real); // before it is opened: opening a pipe would wait for its writer
    if (!found.isFile()) throw new StoreError(name, 'is no file.');
    const handle = await open(real, 'r');
    try {
      return await body({ handle, name, bytes: found.size });
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw asStoreError(name, error);
  }
}

import { type FileHandle, open, realpath, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { asStoreError, StoreError } from './store-error.ts';

/** A file that is open for reading. */
export interface OpenFile {
  readonly handle: FileHandle;
  /** Its path in messages. */
  readonly name: string;
  readonly bytes: number;
}

/**
 * Opens a file of a store while `body` runs. Links are followed, but not out of the store.
 *
 * @param root The store's folder, without links (`realpath`).
 * @param path The path below it, from the manifest.
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
      throw new StoreError(
        name,
        'is a link that leads out of the store; such links are not followed.',
      );
    }
    const found = await stat(real); // first: opening a pipe would wait for its writer
    if (!found.isFile()) throw new StoreError(name, 'is not a file.');
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

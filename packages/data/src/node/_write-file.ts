import { open, rename, rm } from 'node:fs/promises';
import { asStoreError } from './store-error.ts';

/** What a file is called while it is written. */
export const temporarySuffix = '.tmp';

/**
 * Writes a file that is there whole or not at all: under a temporary name, flushed to the disk, renamed.
 * What is left of a failure is removed.
 */
export async function writeFileWhole(path: string, parts: readonly Uint8Array[]): Promise<void> {
  const temporary = path + temporarySuffix;
  try {
    const handle = await open(temporary, 'w');
    try {
      for (const part of parts) await handle.writeFile(part);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw asStoreError(path, error);
  }
}

/** Makes the names in a folder survive a power cut. Windows has no such call, and needs none. */
export async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  try {
    const handle = await open(path, 'r');
    await handle.sync().finally(() => handle.close());
  } catch (error) {
    throw asStoreError(path, error);
  }
}

import { FileError } from '@ssvaerr/host';
import { asFileError } from '@ssvaerr/host/node';

/**
 * Reports that a store is missing or damaged, or cannot be written; the user can correct it. The message is one
 * line that begins with the file: `<file>: <what is wrong, and what to do>.`
 * @example
 * ```ts
 * import { openStore, StoreError } from '@ssvaerr/data/node';
 *
 * try {
 *   await openStore('no-such-folder');
 * } catch (error) {
 *   if (!(error instanceof StoreError)) throw error;
 *   console.log(error.message); // no-such-folder: does not exist.
 * }
 * ```
 */
export class StoreError extends FileError {
  override readonly name = 'StoreError';
}

/** Turns errors about files into errors about the store; other errors are bugs and are returned as they are. */
export function asStoreError(file: string, error: unknown): unknown {
  if (error instanceof StoreError) return error;
  const found = asFileError(file, error);
  if (!(found instanceof FileError)) return error;
  return new StoreError(found.file, found.what, { cause: found.cause ?? error });
}

import { FileError } from '@ssvaerr/host';
import { asFileError } from '@ssvaerr/host/node';

/**
 * A store on this machine is not what it should be, or cannot be written. The user can put it right. The
 * message is one line that begins with the file: `<file>: <what is wrong, and what to do>.`
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

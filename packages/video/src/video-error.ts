import { FileError } from '@ssvaerr/host';

/** A video that cannot be read, or not to its end: `<file>: <what is wrong>`. */
export class VideoError extends FileError {
  override readonly name = 'VideoError';
}

import { UserError } from './user-error.ts';

/**
 * A file or folder that is not what it should be, or cannot be read or written. Its message is
 * `<file>: <what is wrong, and what to do>.`
 *
 * @example
 * ```ts
 * import { FileError } from '@ssvaerr/host';
 *
 * const error = new FileError('clip.mp4', 'has no video stream.');
 * console.log(error.message); // clip.mp4: has no video stream.
 * console.log(error.file); // clip.mp4
 * ```
 */
export class FileError extends UserError {
  override readonly name: string = 'FileError';
  /** The path, as the user gave it. */
  readonly file: string;
  /** The message without the path. */
  readonly what: string;

  constructor(file: string, what: string, options?: ErrorOptions) {
    super(`${file}: ${what}`, options);
    this.file = file;
    this.what = what;
  }
}

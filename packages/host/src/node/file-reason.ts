import { FileError } from '@ssvaerr/host';

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'does not exist',
  EACCES: 'cannot be accessed: permission denied',
  EPERM: 'cannot be accessed: permission denied',
  EROFS: 'cannot be written: the file system is read-only',
  EISDIR: 'is a folder, not a file',
  EEXIST: 'already exists and is not a folder',
  ENOTDIR: 'cannot exist: part of its path is a file, not a folder',
  ENOTEMPTY: 'is a folder that is not empty',
  ENAMETOOLONG: 'cannot exist: its name is too long',
  ELOOP: 'is a link to itself',
  EBUSY: 'cannot be accessed: another program is using it',
  EMFILE: 'cannot be opened: too many open files',
  ENOSPC: 'cannot be written: the disk is full. Free some space, then resume',
  EDQUOT: 'cannot be written: the disk quota is used up. Free some space, then resume',
  EFBIG: 'cannot be written: it would be larger than the file system allows',
  EIO: 'cannot be read or written: the disk reports an error',
};

/**
 * Turns an error of the operating system into one line about the file. Other errors are bugs and are
 * returned as they are.
 *
 * @param file The path, as the user gave it.
 * @returns a `FileError` whose cause is `error`, or `error` itself.
 * @example
 * ```ts
 * import { readFile } from 'node:fs/promises';
 * import { asFileError } from '@ssvaerr/host/node';
 *
 * const text = readFile('no-such.txt', 'utf8');
 * const problem = await text.catch((error) => asFileError('no-such.txt', error));
 * console.log(String(problem)); // FileError: no-such.txt: does not exist.
 * ```
 */
export function asFileError(file: string, error: unknown): unknown {
  const code = (error as NodeJS.ErrnoException | undefined)?.code;
  if (error instanceof FileError || typeof code !== 'string' || !/^E[A-Z0-9]+$/.test(code)) {
    return error;
  }
  return new FileError(file, `${reasons[code] ?? `failed with ${code}`}.`, { cause: error });
}

/**
 * A store on this machine is not what it should be, or cannot be written: the user's to mend, not a bug.
 * Its message is one line that begins with the file: `<file>: <what is wrong, and what to do>.`
 */
export class StoreError extends Error {
  override readonly name = 'StoreError';
  readonly file: string;
  readonly what: string;

  constructor(file: string, what: string, options?: ErrorOptions) {
    super(`${file}: ${what}`, options);
    this.file = file;
    this.what = what;
  }
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'is not there',
  EACCES: 'may not be accessed: look at its permissions',
  EPERM: 'may not be accessed: look at its permissions',
  EROFS: 'is on a file system that is read-only',
  EISDIR: 'is a folder',
  EEXIST: 'is there already, and no folder',
  ENOTDIR: 'lies below something that is no folder',
  ELOOP: 'is a link to itself',
  EMFILE: 'cannot be opened: too many open files',
  ENOSPC: 'could not be written: the disk is full. Free some space, then resume',
  EDQUOT: 'could not be written: the disk quota is used up. Free some space, then resume',
  EFBIG: 'could not be written: it would be larger than the file system allows',
  EIO: 'cannot be read or written: the disk reports an error',
};

/** What the operating system said, in words; other errors pass, they are bugs. */
export function asStoreError(file: string, error: unknown): unknown {
  const code = (error as NodeJS.ErrnoException | undefined)?.code;
  if (error instanceof StoreError || code === undefined || !/^E[A-Z]+$/.test(code)) return error;
  return new StoreError(file, `${reasons[code] ?? `failed with ${code}`}.`, { cause: error });
}

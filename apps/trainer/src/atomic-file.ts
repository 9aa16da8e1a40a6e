import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { UserError } from './user-error.ts';

/**
 * Writes a file whole or not at all: under a temporary name, flushed to the disk, then renamed. Whoever
 * reads `path` sees what was there before or all of what is written.
 *
 * @throws UserError if it cannot be written: no space, no permission.
 */
export async function writeFileAtomic(path: string, content: string | Uint8Array): Promise<void> {
  const temporary = `${path}.part`;
  try {
    await mkdir(dirname(path), { recursive: true });
    const file = await open(temporary, 'w');
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => {});
    throw new UserError(`${path}: cannot be written (${reason(error)}).`, { cause: error });
  }
}

/**
 * Adds a line to the end of a file, flushed to the disk. A crash may leave the beginning of the line.
 *
 * @throws UserError if it cannot be written.
 */
export async function appendLine(path: string, line: string): Promise<void> {
  try {
    const file = await open(path, 'a');
    try {
      await file.writeFile(`${line}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
  } catch (error) {
    throw new UserError(`${path}: cannot be written (${reason(error)}).`, { cause: error });
  }
}

/** JSON with a line break at the end. NaN, which JSON has not, becomes null. */
export const writeJsonAtomic = (path: string, value: unknown): Promise<void> =>
  writeFileAtomic(path, `${JSON.stringify(value, null, 2)}\n`);

const reasons: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'the file system is read-only',
  ENOTDIR: 'a file is where a folder must be',
  EEXIST: 'a file is where a folder must be', // from mkdir
  EISDIR: 'a folder is there',
};

function reason(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return reasons[code ?? ''] ?? message;
}

import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { asFileError } from './file-reason.ts';

/** Ends the name of a file while it is being written. A crash may leave such a file behind. */
export const partSuffix = '.part';

/**
 * Writes a file atomically: under a temporary name, flushed to the disk, then renamed. A reader sees either
 * the old content or all of the new. Missing folders are created.
 *
 * @param content Text, bytes, or several pieces of bytes that follow each other.
 * @throws FileError if it cannot be written; nothing of it is left then.
 * @example
 * await writeFileAtomic('runs/a/report.html', '<!doctype html>');
 */
export async function writeFileAtomic(
  path: string,
  content: string | Uint8Array | readonly Uint8Array[],
): Promise<void> {
  const temporary = path + partSuffix;
  const pieces = Array.isArray(content) ? (content as readonly Uint8Array[]) : [content as string];
  try {
    await mkdir(dirname(path), { recursive: true });
    const file = await open(temporary, 'w');
    try {
      for (const piece of pieces) await file.writeFile(piece);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => {});
    throw asFileError(path, error);
  }
}

/**
 * Appends a line to a file and flushes it to the disk. A crash may leave the beginning of the line.
 *
 * @throws FileError if it cannot be written.
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
    throw asFileError(path, error);
  }
}

/**
 * Makes the names in a folder survive a power cut. Windows has no such call and needs none.
 *
 * @throws FileError if the folder cannot be opened.
 */
export async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  try {
    const handle = await open(path, 'r');
    await handle.sync().finally(() => handle.close());
  } catch (error) {
    throw asFileError(path, error);
  }
}

import { type FileHandle, mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { asFileError } from './file-reason.ts';

/**
 * Ends the name of a file while it is being written. A crash may leave such a file behind.
 *
 * @example
 * ```ts
 * import { partSuffix } from '@ssvaerr/host/node';
 *
 * const names = ['a.npy', 'b.npy.part'];
 * console.log(names.filter((name) => !name.endsWith(partSuffix))); // [ 'a.npy' ]
 * ```
 */
export const partSuffix = '.part';

/**
 * Writes a file atomically: under a temporary name, flushed to the disk, then renamed. A reader sees either
 * the old content or all of the new. Missing folders are created. One writer per path at a time.
 *
 * The new name itself survives a power cut only after {@link syncFolder}.
 *
 * @param content Text, bytes, or several pieces of bytes that follow each other.
 * @throws FileError if it cannot be written; nothing of it is left then.
 * @example
 * ```ts
 * import { mkdtemp, readFile, rm } from 'node:fs/promises';
 * import { tmpdir } from 'node:os';
 * import { join } from 'node:path';
 * import { writeFileAtomic } from '@ssvaerr/host/node';
 *
 * const folder = await mkdtemp(join(tmpdir(), 'host-'));
 * const file = join(folder, 'runs', 'report.html'); // the folder runs is created
 * await writeFileAtomic(file, '<!doctype html>');
 * console.log(await readFile(file, 'utf8')); // <!doctype html>
 * await rm(folder, { recursive: true });
 * ```
 */
export async function writeFileAtomic(
  path: string,
  content: string | Uint8Array | readonly Uint8Array[],
): Promise<void> {
  const temporary = path + partSuffix;
  const pieces = Array.isArray(content) ? (content as readonly Uint8Array[]) : [content as string];
  await makeFolder(dirname(path));
  try {
    await withFile(temporary, 'w', async (file) => {
      for (const piece of pieces) await file.writeFile(piece);
      await file.sync();
    });
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => {});
    throw asFileError(path, error);
  }
}

/** Makes a folder. The error names the folder, because the folder prevents the file. */
async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path, { recursive: true });
  } catch (error) {
    throw asFileError(path, error);
  }
}

/**
 * Appends a line to a file and flushes it to the disk. A crash may leave the beginning of the line; a full
 * disk does not.
 *
 * @param line Without its line break.
 * @throws FileError if it cannot be written; the file is as it was then.
 * @example
 * ```ts
 * import { mkdtemp, readFile, rm } from 'node:fs/promises';
 * import { tmpdir } from 'node:os';
 * import { join } from 'node:path';
 * import { appendLine } from '@ssvaerr/host/node';
 *
 * const folder = await mkdtemp(join(tmpdir(), 'host-'));
 * const file = join(folder, 'metrics.jsonl');
 * for (const epoch of [1, 2]) await appendLine(file, JSON.stringify({ epoch }));
 * const lines = (await readFile(file, 'utf8')).split('\n');
 * console.log(lines); // [ '{"epoch":1}', '{"epoch":2}', '' ]
 * await rm(folder, { recursive: true });
 * ```
 */
export async function appendLine(path: string, line: string): Promise<void> {
  try {
    await withFile(path, 'a', async (file) => {
      const { size } = await file.stat();
      try {
        await file.writeFile(`${line}\n`);
        await file.sync();
      } catch (error) {
        await file.truncate(size).catch(() => {});
        throw error;
      }
    });
  } catch (error) {
    throw asFileError(path, error);
  }
}

/**
 * Makes the names in a folder survive a power cut. Windows has no such call and needs none.
 *
 * @throws FileError if the folder cannot be opened.
 * @example
 * ```ts
 * import { mkdtemp, readdir, rm } from 'node:fs/promises';
 * import { tmpdir } from 'node:os';
 * import { join } from 'node:path';
 * import { syncFolder, writeFileAtomic } from '@ssvaerr/host/node';
 *
 * const folder = await mkdtemp(join(tmpdir(), 'host-'));
 * for (const name of ['a.txt', 'b.txt']) await writeFileAtomic(join(folder, name), name);
 * await syncFolder(folder); // once, after all files
 * console.log((await readdir(folder)).sort()); // [ 'a.txt', 'b.txt' ]
 * await rm(folder, { recursive: true });
 * ```
 */
export async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  try {
    await withFile(path, 'r', (folder) => folder.sync());
  } catch (error) {
    throw asFileError(path, error);
  }
}

async function withFile(path: string, flags: string, use: (file: FileHandle) => Promise<void>) {
  const file = await open(path, flags);
  try {
    await use(file);
  } finally {
    await file.close();
  }
}

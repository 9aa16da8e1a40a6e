import { readdir, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join, relative, sep } from 'node:path';
import { UserError } from '@ssvaerr/host';
import type { LeftOut } from '../../source.ts';

/** A file that may be a video. */
export interface InputFile {
  /** Absolute path. */
  readonly path: string;
  /** Name below the input, with `/`. */
  readonly name: string;
}

/** The files of an input. */
export interface InputFiles {
  /** The folder that names count from, absolute and without links. */
  readonly root: string;
  /** Sorted by name. */
  readonly files: readonly InputFile[];
  /** The files and folders that were left out, with the reason. */
  readonly skipped: readonly LeftOut[];
}

/**
 * Lists every file of a folder and of the folders below it, whatever it is called; or the one file. Names that
 * begin with a dot are left out, and so is `except`. Links are followed only to files inside the folder.
 *
 * @param except A file or folder that is left out. Default: none.
 * @throws UserError if there is nothing at `input`.
 * @example
 * ```ts no-run
 * import { findVideos } from '@ssvaerr/datasets/node';
 *
 * const { files, skipped } = await findVideos('videos');
 * console.log(files.map(({ name }) => name), skipped);
 * ```
 */
export async function findVideos(input: string, except?: string): Promise<InputFiles> {
  const found = await realInput(input);
  if (!(await stat(found)).isDirectory()) {
    const file = { path: found, name: basename(found) };
    return { root: dirname(found), files: [file], skipped: [] };
  }
  const left = except && (await realpath(except).catch(() => except));
  const files: InputFile[] = [];
  const skipped: LeftOut[] = [];

  const visit = async (folder: string): Promise<void> => {
    const name = (path: string) => relative(found, path).split(sep).join('/');
    let entries: Awaited<ReturnType<typeof entriesOf>>;
    try {
      entries = await entriesOf(folder);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      skipped.push({ name: name(folder), reason: `is a folder that cannot be read (${code}).` });
      return;
    }
    for (const entry of entries) {
      const path = join(folder, entry.name);
      if (entry.name.startsWith('.') || path === left) continue;
      if (entry.isDirectory()) await visit(path);
      else if (entry.isFile()) files.push({ path, name: name(path) });
      else if (entry.isSymbolicLink()) {
        const reason = await problemOfLink(found, path);
        if (reason === undefined) files.push({ path, name: name(path) });
        else skipped.push({ name: name(path), reason });
      }
    }
  };
  await visit(found);
  return { root: found, files: files.sort((a, b) => (a.name < b.name ? -1 : 1)), skipped };
}

/**
 * Finds what a path leads to.
 *
 * @returns the absolute path, without links.
 * @throws UserError if there is nothing.
 */
export async function realInput(input: string): Promise<string> {
  try {
    return await realpath(input);
  } catch (error) {
    throw new UserError(`${input}: does not exist or cannot be read.`, { cause: error });
  }
}

const entriesOf = (folder: string) => readdir(folder, { withFileTypes: true });

/** Says why a link is not followed; undefined if it leads to a file inside the folder. */
async function problemOfLink(root: string, path: string): Promise<string | undefined> {
  try {
    const target = await realpath(path);
    if (!(await stat(target)).isFile()) return 'is a link to a folder.';
    return target.startsWith(root + sep) ? undefined : 'is a link to a file outside the folder.';
  } catch {
    return 'is a link to a file that does not exist.';
  }
}

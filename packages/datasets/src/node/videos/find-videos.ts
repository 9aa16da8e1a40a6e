import { readdir, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join, relative, sep } from 'node:path';
import { UserError } from '@ssvaerr/host';

/** A file that may be a video. */
export interface InputFile {
  readonly path: string;
  /** Below the input, with `/`. */
  readonly name: string;
}

/** What is below an input. */
export interface InputFiles {
  /** The folder that names count from, absolute and without links. */
  readonly root: string;
  /** In the order of their names. */
  readonly files: readonly InputFile[];
  /** What was left out, and why. */
  readonly skipped: readonly { readonly name: string; readonly reason: string }[];
}

/**
 * Every file of a folder and the folders below it, whatever it is called; or the one file. Names that begin
 * with a dot are left out, and so is `except`. Links are followed to files inside the folder only.
 *
 * @throws UserError if there is nothing at `input`.
 */
export async function findVideos(input: string, except: string): Promise<InputFiles> {
  let found: string;
  try {
    found = await realpath(input);
  } catch (error) {
    throw new UserError(`${input}: is not there, or may not be read.`, { cause: error });
  }
  if (!(await stat(found)).isDirectory()) {
    const file = { path: found, name: basename(found) };
    return { root: dirname(found), files: [file], skipped: [] };
  }
  const left = await realpath(except).catch(() => except);
  const files: InputFile[] = [];
  const skipped: { name: string; reason: string }[] = [];

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

const entriesOf = (folder: string) => readdir(folder, { withFileTypes: true });

/** A link may lead to a file below the folder; elsewhere, and to folders, it is not followed. */
async function problemOfLink(root: string, path: string): Promise<string | undefined> {
  try {
    const target = await realpath(path);
    if (!(await stat(target)).isFile()) return 'is a link to a folder.';
    return target.startsWith(root + sep) ? undefined : 'is a link that leads out of the folder.';
  } catch {
    return 'is a link that leads nowhere.';
  }
}

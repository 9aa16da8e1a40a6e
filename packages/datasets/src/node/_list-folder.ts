import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { LeftOut } from '../source.ts';

/** A file or folder of a tree. */
export interface Entry {
  /** The name in its folder. */
  readonly base: string;
  /** The name below the tree, with `/`. */
  readonly name: string;
  readonly path: string;
}

/** What a folder holds, sorted by name. */
export interface Listing {
  readonly files: readonly Entry[];
  readonly folders: readonly Entry[];
}

interface ListFolderOptions {
  /** A folder that is left out. */
  readonly except?: string | undefined;
  /** Called for each hidden file, and for what cannot be read. */
  readonly onLeftOut?: ((left: LeftOut) => void) | undefined;
}

/** A folder of a tree: all that {@link listFolder} needs. */
export type FolderOf = Pick<Entry, 'name' | 'path'>;

/** Lists one folder, not those below it. Links are followed, because the depth of a data set's tree is fixed. */
export async function listFolder(
  { name, path }: FolderOf,
  { except, onLeftOut = () => {} }: ListFolderOptions = {},
): Promise<Listing> {
  const files: Entry[] = [];
  const folders: Entry[] = [];
  let found: Awaited<ReturnType<typeof entriesOf>>;
  try {
    found = await entriesOf(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    onLeftOut({ name: name || '.', reason: `is a folder that cannot be read (${code}).` });
    return { files, folders };
  }
  for (const entry of found.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const base = entry.name;
    const here = { base, name: nameIn(name, base), path: join(path, base) };
    if (here.path === except) continue;
    if (base.startsWith('.')) {
      onLeftOut({ name: here.name, reason: 'is hidden: its name begins with a dot.' });
      continue;
    }
    const is = entry.isSymbolicLink() ? await stat(here.path).catch(() => undefined) : entry;
    if (!is) onLeftOut({ name: here.name, reason: 'is a link to a file that does not exist.' });
    else if (is.isDirectory()) folders.push(here);
    else if (is.isFile()) files.push(here);
  }
  return { files, folders };
}

const entriesOf = (path: string) => readdir(path, { withFileTypes: true });

/** The name of a folder or file below the tree, with `/`. */
export const nameIn = (folder: string, base: string): string =>
  folder === '' ? base : `${folder}/${base}`;

/** Whether there is a folder. */
export const isFolder = async (path: string): Promise<boolean> =>
  (await stat(path).catch(() => undefined))?.isDirectory() ?? false;

/** Whether a name is that of a video file. */
export const isVideoName = (name: string): boolean =>
  /[.](mp4|avi|mov|mkv|webm|m4v|mpe?g|wmv|flv)$/i.test(name);

/** A name without its extension. */
export const stemOf = (name: string): string => name.replace(/[.][^./]+$/, '');

import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { FileError } from '@ssvaerr/host';
import { partSuffix } from '@ssvaerr/host/node';

/** @throws FileError if something is at the path already. */
export async function assertNewFolder(path: string): Promise<void> {
  if (!existsSync(path) || (await isEmpty(path))) return;
  throw new FileError(path, 'already exists. Continue with --resume, or choose another --out.');
}

async function isEmpty(path: string): Promise<boolean> {
  try {
    // A crash may have left the beginning of a file.
    return (await readdir(path)).every((name) => name.endsWith(partSuffix));
  } catch {
    return false; // a file
  }
}

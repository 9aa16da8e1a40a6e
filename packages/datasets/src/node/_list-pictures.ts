import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { FileError } from '@ssvaerr/host';
import type { Picture } from '../source.ts';

/** Whether a name is that of the picture of a frame: a number and the extension of a JPEG or PNG file. */
export const isPictureOfFrame = (name: string): boolean => /^\d+[.](jpe?g|png)$/i.test(name);

/**
 * Lists the pictures of a folder by the numbers in their names. Other files are ignored.
 *
 * @param first The number of the first frame.
 * @throws FileError if the folder cannot be read, has two pictures of one frame, or a number below `first`.
 */
export async function listPictures(folder: string, first: 0 | 1): Promise<readonly Picture[]> {
  let names: string[];
  try {
    names = await readdir(folder);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new FileError(folder, `cannot be read (${code}).`, { cause: error });
  }
  const pictures = names
    .filter(isPictureOfFrame)
    .map((name) => ({ frame: Number.parseInt(name, 10) - first, path: join(folder, name) }))
    .sort((a, b) => a.frame - b.frame || (a.path < b.path ? -1 : 1));
  for (const [i, { frame, path }] of pictures.entries()) {
    if (frame < 0) throw new FileError(path, 'pictures are counted from 1, so there must be no 0.');
    if (frame === pictures[i - 1]?.frame) {
      throw new FileError(path, 'is the second picture of its frame: remove one of them.');
    }
  }
  return pictures;
}

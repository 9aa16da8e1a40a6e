import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { findVideos, type InputFile } from '@ssvaerr/datasets/node';
import { clipName } from '@ssvaerr/preprocess';

/** A video of the command line. */
export interface ListedVideo extends InputFile {
  /** The path as the user knows it. */
  readonly shown: string;
  /** Whether it was found in a folder: a file that is no video is no mistake there. */
  readonly inFolder: boolean;
}

/**
 * Lists the videos of a command line: files as they are named, and every file below a folder.
 *
 * @param out Folder that is left out, because results are written there.
 * @returns each with a name of its own, for the files of its results.
 */
export async function listVideos(inputs: readonly string[], out: string): Promise<ListedVideo[]> {
  const taken = new Set<string>();
  const videos: ListedVideo[] = [];
  for (const input of inputs) {
    const isFolder = await stat(input).then(
      (found) => found.isDirectory(),
      () => false,
    );
    const { files } = isFolder
      ? await findVideos(input, out)
      : { files: [{ path: input, name: input.split(/[/\\]/).at(-1)! }] };
    for (const { path, name } of files) {
      const own = clipName(name, (wanted) => taken.has(wanted));
      taken.add(own.toLowerCase());
      const shown = isFolder ? join(input, name) : input;
      videos.push({ path, name: own, shown, inFolder: isFolder });
    }
  }
  return videos;
}

import { realpath } from 'node:fs/promises';
import type { LeftOut } from '../source.ts';
import {
  type Entry,
  type FolderOf,
  isVideoName,
  type Listing,
  listFolder,
  stemOf,
} from './_list-folder.ts';

/** A folder of a tree with what it holds. */
export interface Visited extends Listing {
  readonly folder: FolderOf;
}

interface WalkOptions {
  /** A folder that is left out. */
  readonly except?: string | undefined;
  /** Called for each hidden file, and for what cannot be read. */
  readonly onLeftOut?: ((left: LeftOut) => void) | undefined;
  /** Whether a folder is not visited. Default: all are. */
  readonly skips?: (folder: Entry) => boolean;
}

/** Visits a folder and those below it, one at a time, in the order of their names. Links are followed, but not in circles. */
export async function* walkTree(
  top: FolderOf,
  options: WalkOptions = {},
  above: readonly string[] = [],
): AsyncGenerator<Visited> {
  const { skips = () => false, onLeftOut = () => {} } = options;
  const real = await realpath(top.path).catch(() => top.path);
  if (above.includes(real)) {
    onLeftOut({ name: top.name, reason: 'is a link to a folder above it.' });
    return;
  }
  const listing = await listFolder(top, options);
  yield { folder: top, ...listing };
  for (const folder of listing.folders) {
    if (!skips(folder)) yield* walkTree(folder, options, [...above, real]);
  }
}

interface IndexOptions extends WalkOptions {
  /** What a name says; undefined if it is not that of a recording. */
  readonly keyOf: (stem: string) => string | undefined;
  /** A name that is one, for the message. */
  readonly example: string;
  /** Called for each video that is not found. */
  readonly onVideo: (left: LeftOut) => void;
}

/** Finds the video files of a tree by what their names say. The first of two files with one key counts. */
export async function indexVideos(
  top: FolderOf,
  { keyOf, example, onVideo, ...options }: IndexOptions,
): Promise<ReadonlyMap<string, Entry>> {
  const found = new Map<string, Entry>();
  for await (const { files } of walkTree(top, options)) {
    for (const file of files.filter(({ base }) => isVideoName(base))) {
      const key = keyOf(stemOf(file.base));
      const other = key === undefined ? undefined : found.get(key);
      if (key === undefined) {
        onVideo({
          name: file.name,
          reason: `does not have the name of a recording, such as ${example}.`,
        });
      } else if (other) {
        onVideo({ name: file.name, reason: `is left out, because ${other.name} is there.` });
      } else found.set(key, file);
    }
  }
  return found;
}

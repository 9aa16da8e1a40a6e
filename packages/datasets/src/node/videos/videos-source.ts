import { basename } from 'node:path';
import type { Source } from '../../source.ts';
import { drawnSplits } from '../drawn-splits.ts';
import { findVideos, realInput } from './find-videos.ts';
import { subjectOf } from './split-of.ts';

/** Options of {@link videosSource}. */
export interface VideosSourceOptions {
  /** A folder inside the input that is left out, such as the store that is written. Default: none. */
  readonly except?: string;
  /** What counts as one person: each file, or each folder. Default `file`. */
  readonly subject?: 'file' | 'folder';
  /** One split for all subjects, or percentages of the three, as {@link parseShares} reads them. Default `train`. */
  readonly split?: string;
  /** Seed for assigning subjects to splits, a safe integer. */
  readonly seed: number;
  /** Licence of the videos, as free text. Default `not stated`. */
  readonly licence?: string;
}

/**
 * Reads a folder of videos as a source: one item per file, in the order of the names. Every file of the folder and of
 * the folders below it is listed, whatever it is called (see {@link findVideos}): whether it holds a video is for
 * whoever decodes it to say. A single file is a source of one item.
 *
 * @param input A folder or a file.
 * @returns a source whose `items` looks at the folder anew each time.
 * @throws UserError if there is nothing at `input`, or `split` cannot be read; RangeError if `seed` is not a safe integer.
 * @example
 * ```ts no-run
 * import { videosSource } from '@ssvaerr/datasets/node';
 *
 * const source = await videosSource('videos', { split: '80/10/10', seed: 1 });
 * for await (const { id, subject, split } of source.items()) console.log(id, subject, split);
 * ```
 */
export async function videosSource(
  input: string,
  { except, subject = 'file', split = 'train', seed, licence = 'not stated' }: VideosSourceOptions,
): Promise<Source> {
  const splits = drawnSplits(split, seed);
  if (!Number.isSafeInteger(seed)) {
    throw new RangeError(`videosSource: 'seed' must be a safe integer, got ${seed}.`);
  }
  const path = await realInput(input);
  return {
    name: basename(path),
    licence,
    splitOrigin: splits.origin,
    settings: { input: path, subject, split, seed },
    async *items(onLeftOut = () => {}) {
      const { root, files, skipped } = await findVideos(path, except);
      skipped.forEach(onLeftOut);
      for (const { name, path: video } of files) {
        const person = subjectOf(name, subject, root);
        yield { id: name, subject: person, split: splits.of(person), video };
      }
    },
  };
}

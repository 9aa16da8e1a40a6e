import { stat } from 'node:fs/promises';
import { suggestion, UserError } from '@ssvaerr/host';
import { fusions } from '@ssvaerr/metrics';
import type { Source } from '../source.ts';
import type { DatasetFormat, DatasetOptions } from './dataset-format.ts';
import { type DrawnSplits, drawnSplits } from './drawn-splits.ts';
import { realInput } from './videos/find-videos.ts';

/** The options of a data set, checked, with paths that are absolute and without links. */
export interface OpenTree {
  readonly root: string;
  readonly layout: string | undefined;
  readonly videos: string | undefined;
  readonly except: string | undefined;
  /** The splits that the user asks for; undefined if the data set's own are wanted. */
  readonly drawn: DrawnSplits | undefined;
  readonly seed: number;
  /** The settings that all sources have; a source adds its layout. */
  readonly settings: Source['settings'];
}

interface OpenTreeOptions {
  /** The split that is drawn where the user does not say. Default: none is drawn. */
  readonly split?: string;
  /** Why `videos` does not fit the data set, as a sentence; by default it fits. */
  readonly noVideos?: string;
  /** Whether recordings can have several raters. Default false: `fuse` must be `mean`. */
  readonly raters?: boolean;
}

/**
 * Checks the options of a data set.
 *
 * @throws UserError of one line if `input` is not a folder or an option does not fit; RangeError if `seed` is not a safe
 *   integer.
 */
export async function openTree(
  { name, layouts }: Pick<DatasetFormat, 'name' | 'layouts'>,
  input: string,
  { layout, videos, except, fuse, split, seed = 1 }: DatasetOptions,
  { split: defaultSplit, noVideos, raters = false }: OpenTreeOptions = {},
): Promise<OpenTree> {
  if (layout !== undefined && !layouts.includes(layout)) {
    throw new UserError(
      `${name}: 'layout' must be ${layouts.join(' or ')}, got '${layout}'.${suggestion(layout, layouts)}`,
    );
  }
  if (!raters) assertOneLabel(name, fuse);
  else if (fuse !== undefined && !fusions.includes(fuse)) {
    throw new UserError(`${name}: 'fuse' must be ${fusions.join(' or ')}, got '${fuse}'.`);
  }
  if (videos !== undefined && noVideos)
    throw new UserError(`${name}: 'videos' is not used: ${noVideos}`);
  if (!Number.isSafeInteger(seed)) {
    throw new RangeError(`${name}: 'seed' must be a safe integer, got ${seed}.`);
  }
  const wanted = split ?? defaultSplit;
  const drawn = wanted === undefined ? undefined : drawnSplits(wanted, seed);
  const [root, videoFolder] = [await folderAt(input), videos && (await folderAt(videos))];
  return {
    root,
    layout,
    videos: videoFolder,
    except: except && (await realInput(except).catch(() => except)),
    drawn,
    seed,
    settings: {
      input: root,
      videos: videoFolder ?? null,
      split: wanted ?? null,
      seed: drawn ? seed : null,
    },
  };
}

/** Refuses another fusion than the default where there is nothing to fuse. */
export function assertOneLabel(name: string, fuse: string | undefined): void {
  if (fuse === undefined || fuse === 'mean') return;
  throw new UserError(`${name}: 'fuse' must be mean, for there is one label only, got '${fuse}'.`);
}

async function folderAt(path: string): Promise<string> {
  const folder = await realInput(path);
  if ((await stat(folder)).isDirectory()) return folder;
  throw new UserError(`${path}: must be a folder, got a file.`);
}

import type { Split } from '@ssvaerr/data';
import { UserError } from '@ssvaerr/host';
import { parseAffWild2 } from '../../aff-wild2/parse-aff-wild2.ts';
import type { FaceChoice, LabelReader, LeftOut, Source, SourceItem } from '../../source.ts';
import { type Entry, type FolderOf, isVideoName, listFolder, stemOf } from '../_list-folder.ts';
import { listPictures } from '../_list-pictures.ts';
import { type OpenTree, openTree } from '../_open-tree.ts';
import type { DatasetFormat } from '../dataset-format.ts';
import { readLabels } from '../read-labels.ts';
import { affWildLabelsAt } from './_aff-wild-labels-at.ts';
import { firstEdition, firstItems } from './_first-edition.ts';

type OnLeftOut = (left: LeftOut) => void;

const layouts = ['crops', 'videos', 'aff-wild1'] as const;

/** The folders of the label files. Source: the trees of the ABAW challenges 1 to 10. */
const partitions: readonly { readonly folder: string; readonly split: Split }[] = [
  { folder: 'Train_Set', split: 'train' },
  { folder: 'Training_Set', split: 'train' },
  { folder: 'Validation_Set', split: 'validation' },
];

/** Folders that hold the folders of {@link partitions}, or one another. */
const aboveLabels = /^(annotations?|va_set|va_estimation_challenge)$/i;

/** Folders that hold folders of crops, not a recording's crops. */
const holdsCrops = /^(cropped|cropped_aligned|cropped_aligned_new_50_vids)$/;

/** Folders that hold videos. */
const holdsVideos = /^(videos?|batch_?\d+)$/i;

const multiTask = /^(training|train|validation)_set_annotations[.]txt$/i;

/** Frames per second of crops whose folder does not say; those of most videos. */
const usualFps = 30;

/**
 * Aff-Wild2, as the ABAW challenges deliver it, and the first edition, Aff-Wild. Splits are those of the folders; videos
 * without a label file are test recordings without labels. Label `i` belongs to frame `i` of the video, which is the crop
 * number `i + 1`.
 *
 * @example
 * ```ts no-run
 * import { affWild2 } from '@ssvaerr/datasets/node';
 *
 * const source = await affWild2.open('Aff-Wild2', { layout: 'crops' });
 * for await (const { id, subject, split } of source.items()) console.log(id, subject, split);
 * ```
 */
export const affWild2: DatasetFormat = {
  name: 'aff-wild2',
  title: 'Aff-Wild2 (ABAW challenges), and Aff-Wild',
  layouts,
  licence:
    'Aff-Wild2 licence: non-commercial research at a university after signing its form; no redistribution.',
  async open(input, options = {}): Promise<Source> {
    const tree = await openTree(affWild2, input, options);
    const first = await firstEdition(tree);
    if (tree.layout === 'aff-wild1' && !first) {
      throw new UserError(
        `${input}: is not a tree of Aff-Wild: there is no annotations/train/arousal in it.`,
      );
    }
    const labels = first && tree.layout === undefined ? undefined : await folderOfLabels(tree.root);
    if (first && (tree.layout === 'aff-wild1' || tree.layout === undefined)) {
      return sourceOf(tree, 'aff-wild1', (onLeftOut) => firstItems(tree, first, onLeftOut));
    }
    const layout = (tree.layout ?? (await recognized(tree))) as 'crops' | 'videos';
    return sourceOf(tree, layout, (onLeftOut) => items(tree, layout, labels!, onLeftOut));
  },
};

function sourceOf(
  tree: OpenTree,
  layout: string,
  list: (onLeftOut: OnLeftOut) => AsyncIterable<SourceItem>,
): Source {
  const published =
    layout === 'aff-wild1' ? 'Aff-Wild challenge partition' : 'ABAW challenge partition';
  return {
    name: affWild2.name,
    licence: affWild2.licence,
    splitOrigin: tree.drawn?.origin ?? published,
    settings: { ...tree.settings, layout },
    items: (onLeftOut = () => {}) => list(onLeftOut),
  };
}

/** Finds the folder that holds the folders of {@link partitions}. */
async function folderOfLabels(root: string): Promise<FolderOf> {
  const found: FolderOf[] = [];
  let isMultiTask = false;
  const visit = async (folder: FolderOf, depth: number): Promise<void> => {
    const { files, folders } = await listFolder(folder);
    isMultiTask ||= files.some(({ base }) => multiTask.test(base));
    if (folders.some(({ base }) => partitions.some((known) => known.folder === base))) {
      found.push(folder);
    } else if (depth < 4) {
      for (const below of folders) if (aboveLabels.test(below.base)) await visit(below, depth + 1);
    }
  };
  await visit({ name: '', path: root }, 0);
  if (found.length > 1) {
    throw new UserError(
      `${root}: has labels in ${found.map(({ name }) => name).join(' and ')}. Give one of them as the input, and the videos or crops with 'videos'.`,
    );
  }
  if (found[0]) return found[0];
  throw new UserError(
    isMultiTask
      ? `${root}: holds the table of the multi-task edition, which is not read. Use the tree of the valence-arousal track, VA_Estimation_Challenge.`
      : `${root}: is not a tree of Aff-Wild2: it has no Train_Set, Training_Set or Validation_Set, also not below Annotations, VA_Set or VA_Estimation_Challenge.`,
  );
}

/** The folders in which videos or crops may lie. */
async function mediaFolders(
  { root, videos, except }: OpenTree,
  holds: RegExp,
  onLeftOut?: OnLeftOut,
): Promise<readonly FolderOf[]> {
  const top = { name: '', path: videos ?? root };
  const found: FolderOf[] = [];
  const visit = async (folder: FolderOf, depth: number): Promise<void> => {
    const { folders } = await listFolder(folder, { except, onLeftOut });
    for (const below of folders.filter(({ base }) => holds.test(base))) {
      found.push(below);
      if (depth < 2) await visit(below, depth + 1);
    }
  };
  await visit(top, 0);
  return videos !== undefined || holds === holdsVideos ? [top, ...found] : found;
}

/** Recognizes the layout: crops if there are folders of crops. */
async function recognized(tree: OpenTree): Promise<'crops' | 'videos'> {
  const videos = await recordings(tree, 'videos', () => {});
  if (tree.videos !== undefined) return videos.size > 0 ? 'videos' : 'crops';
  const hasCrops = (await mediaFolders(tree, holdsCrops)).length > 0;
  if (hasCrops) return 'crops';
  if (videos.size > 0) return 'videos';
  throw new UserError(
    `${tree.root}: has labels, but neither cropped_aligned nor batch1. Say where the videos or crops are with 'videos'.`,
  );
}

/** Finds the video files, or the folders of crops, by the name of their recording. */
async function recordings(
  tree: OpenTree,
  layout: 'crops' | 'videos',
  onLeftOut: OnLeftOut,
): Promise<ReadonlyMap<string, Entry>> {
  const found = new Map<string, Entry>();
  const add = (name: string, entry: Entry) => {
    const other = found.get(name);
    if (!other) found.set(name, entry);
    else onLeftOut({ name: entry.name, reason: `is left out, because ${other.name} is there.` });
  };
  if (layout === 'crops') {
    for (const folder of await mediaFolders(tree, holdsCrops)) {
      const { folders } = await listFolder(folder, { except: tree.except, onLeftOut });
      for (const entry of folders) if (!holdsCrops.test(entry.base)) add(entry.base, entry);
    }
    return found;
  }
  for (const folder of await mediaFolders(tree, holdsVideos)) {
    const { files } = await listFolder(folder, { except: tree.except, onLeftOut });
    for (const entry of files) {
      if (isVideoName(entry.base)) add(stemOf(entry.base), entry);
      else if (folder.name !== '' || tree.videos !== undefined) {
        onLeftOut({ name: entry.name, reason: 'does not have the name of a video.' });
      }
    }
  }
  return found;
}

/** Finds the label files by the name of their recording, those of the training set first. */
async function labelFiles(
  folder: FolderOf,
  onLeftOut: OnLeftOut,
): Promise<ReadonlyMap<string, Entry & { readonly split: Split }>> {
  const found = new Map<string, Entry & { readonly split: Split }>();
  const splits = new Map<string, Split>();
  const { files: strays, folders } = await listFolder(folder, { onLeftOut });
  for (const { name } of strays) onLeftOut({ name, reason: 'is not in the folder of a split.' });
  for (const { folder: partition, split } of partitions) {
    const below = folders.find(({ base }) => base === partition);
    if (!below) continue;
    const { files, folders: deeper } = await listFolder(below, { onLeftOut });
    for (const { name } of deeper) onLeftOut({ name, reason: 'is a folder, not a label file.' });
    for (const file of files) {
      const name = stemOf(file.base);
      const own = splits.get(videoOf(name)) ?? split;
      if (!file.base.endsWith('.txt')) {
        onLeftOut({ name: file.name, reason: 'does not have the name of a label file (.txt).' });
      } else if (found.has(name)) {
        const other = found.get(name)!.name;
        onLeftOut({ name: file.name, reason: `is left out, because ${other} is there.` });
      } else if (own !== split) {
        onLeftOut({
          name: file.name,
          reason: `is left out, because another person of its video is in the ${own} split.`,
        });
      } else {
        found.set(name, { ...file, split });
        splits.set(videoOf(name), split);
      }
    }
  }
  return found;
}

/** `10-60-1280x720_right` is the second person of the video `10-60-1280x720`. */
const videoOf = (name: string): string => name.replace(/_(left|right)$/, '');

/** The side of a person; one without a side, in a video with a person who has one, is on the other. */
function faceOf(name: string, has: (name: string) => boolean): FaceChoice | undefined {
  const side = /_(left|right)$/.exec(name)?.[1] as 'left' | 'right' | undefined;
  if (side) return side;
  if (has(`${name}_right`)) return 'left';
  return has(`${name}_left`) ? 'right' : undefined;
}

async function* items(
  tree: OpenTree,
  layout: 'crops' | 'videos',
  folder: FolderOf,
  onLeftOut: OnLeftOut,
): AsyncGenerator<SourceItem> {
  const labels = await labelFiles(folder, onLeftOut);
  const media = await recordings(tree, layout, onLeftOut);
  const splits = new Map(Array.from(labels, ([name, { split }]) => [videoOf(name), split]));
  const itemOf = (name: string, path: string, split: Split, labels?: LabelReader): SourceItem => {
    // Persons of one video share a split, so the video draws it.
    const base = { id: name, subject: name, split: tree.drawn?.of(videoOf(name)) ?? split };
    const read = labels && { labels };
    if (layout === 'crops') {
      const fps = fpsOf(name) ?? usualFps;
      const pictures = { fps, cropped: true, list: () => listPictures(path, 1) };
      return { ...base, ...read, pictures };
    }
    const face = faceOf(name, hasLabels);
    return { ...base, ...read, ...(face && { face }), video: path };
  };
  const hasLabels = (name: string) => labels.has(name);

  for (const [name, file] of labels) {
    const entry = media.get(layout === 'crops' ? name : videoOf(name));
    if (entry) {
      const isAssumed = layout === 'crops' && !fpsOf(name);
      const read: LabelReader = async ({ fps }) => {
        const note = isAssumed && fps === usualFps ? `${usualFps} fps assumed` : '';
        return affWildLabelsAt(await readLabels(file.path, parseAffWild2), fps, file.base, note);
      };
      yield itemOf(name, entry.path, file.split, read);
    } else {
      const what = layout === 'crops' ? 'folder of crops' : 'video';
      onLeftOut({
        name: file.name,
        reason: `has no ${what} ${layout === 'crops' ? name : videoOf(name)}.`,
      });
    }
  }
  for (const [name, entry] of [...media].sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (labels.has(name)) continue;
    if (!splits.has(videoOf(name))) yield itemOf(name, entry.path, 'test');
    else if (layout === 'crops') {
      onLeftOut({
        name: entry.name,
        reason: 'has no label file, though another person of its video has one.',
      });
    }
  }
}

/** Frames per second in a name such as `10-60-1280x720`; they are truncated there. */
function fpsOf(name: string): number | undefined {
  const fps = Number(/^[^-]+-(\d+)-\d+x\d+/.exec(name)?.[1]);
  return fps > 0 ? fps : undefined;
}

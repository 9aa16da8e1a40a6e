import { UserError } from '@ssvaerr/host';
import { type AfewVaClip, parseAfewVa } from '../../afew-va/parse-afew-va.ts';
import { frameSeries } from '../../frame-series.ts';
import type { LeftOut, Source, SourceItem } from '../../source.ts';
import { type Entry, type FolderOf, listFolder } from '../_list-folder.ts';
import { isPictureOfFrame, listPictures } from '../_list-pictures.ts';
import { type OpenTree, openTree } from '../_open-tree.ts';
import type { DatasetFormat } from '../dataset-format.ts';
import { readLabels } from '../read-labels.ts';

/** Frames per second of films on European television and DVD. The data set does not state its own. */
const fps = 25;

/** Source: the data set publishes no splits. */
const split = '80/10/10';

const isNumber = ({ base }: Entry): boolean => /^\d+$/.test(base);

/**
 * AFEW-VA: 600 clips of films as pictures, with arousal, valence and landmarks for each frame. No splits are published, so
 * actors draw theirs. The actor is in the label file; each of them is read while the clips are listed.
 *
 * @example
 * ```ts no-run
 * import { afewVa } from '@ssvaerr/datasets/node';
 *
 * const source = await afewVa.open('AFEW-VA', { split: '60/20/20', seed: 1 });
 * for await (const { id, subject, split } of source.items()) console.log(id, subject, split);
 * ```
 */
export const afewVa: DatasetFormat = {
  name: 'afew-va',
  title: 'AFEW-VA',
  layouts: ['release', 'clips'],
  licence:
    'AFEW-VA licence: non-commercial research only; no redistribution of the films or labels.',
  async open(input, options = {}): Promise<Source> {
    const noVideos = 'the pictures lie beside the labels.';
    const tree = await openTree(afewVa, input, options, { split, noVideos });
    const layout = await layoutOf(tree);
    if (layout === undefined) {
      throw new UserError(
        `${input}: is not a tree of AFEW-VA: there is neither 01/001/001.json nor 001/001.json in it.`,
      );
    }
    return {
      name: afewVa.name,
      licence: afewVa.licence,
      splitOrigin: tree.drawn!.origin,
      settings: { ...tree.settings, layout },
      items: (onLeftOut = () => {}) => items(tree, layout, onLeftOut),
    };
  },
};

/** Recognizes the layout by the first folder: it has folders with numbers, or files. */
async function layoutOf({ root, layout, except }: OpenTree): Promise<string | undefined> {
  const { folders } = await listFolder({ name: '', path: root }, { except });
  for (const folder of folders.filter(isNumber)) {
    const below = await listFolder(folder);
    const isOuter = below.folders.some(isNumber);
    const isClip = below.files.some(({ base }) => base === `${folder.base}.json`);
    if (isOuter || isClip) return layout ?? (isOuter ? 'release' : 'clips');
  }
  return undefined;
}

async function* items(
  { root, except, drawn }: OpenTree,
  layout: string,
  onLeftOut: (left: LeftOut) => void,
): AsyncGenerator<SourceItem> {
  const seen = new Map<string, string>();
  for await (const clip of clipFolders(
    { name: '', path: root },
    layout === 'release',
    except,
    onLeftOut,
  )) {
    const { files, folders } = await listFolder(clip, { onLeftOut });
    for (const { name } of folders) onLeftOut({ name, reason: 'is a folder inside a clip.' });
    const labels = files.find(({ base }) => base === `${clip.base}.json`);
    const pictures = files.filter(({ base }) => isPictureOfFrame(base));
    for (const file of files) {
      if (file !== labels && !pictures.includes(file)) {
        onLeftOut({
          name: file.name,
          reason: 'is neither a picture nor the label file of its folder.',
        });
      }
    }
    const other = seen.get(clip.base);
    if (other)
      onLeftOut({ name: clip.name, reason: `is left out, because ${other} has the same number.` });
    else if (!labels)
      onLeftOut({ name: clip.name, reason: `has no label file ${clip.base}.json.` });
    else if (pictures.length === 0) onLeftOut({ name: clip.name, reason: 'has no pictures.' });
    else {
      const read = () => readLabels(labels.path, parseAfewVa);
      const found = await read().catch((error: unknown) => {
        if (!(error instanceof UserError)) throw error;
        onLeftOut({ name: clip.name, reason: `is left out: ${error.message}` });
      });
      if (found && found.actor === null) {
        onLeftOut({
          name: clip.name,
          reason: 'names no actor, so that it cannot be given a split.',
        });
      } else if (found) {
        seen.set(clip.base, clip.name);
        yield itemOf(clip, labels.base, found, read, drawn!.of(found.actor!));
      }
    }
  }
}

/** Lists the folders of clips, one outer folder at a time. */
async function* clipFolders(
  folder: FolderOf,
  isOuter: boolean,
  except: string | undefined,
  onLeftOut: (left: LeftOut) => void,
): AsyncGenerator<Entry> {
  const { files, folders } = await listFolder(folder, { except, onLeftOut });
  for (const { name } of files) onLeftOut({ name, reason: 'is not in the folder of a clip.' });
  for (const below of folders) {
    if (!isNumber(below))
      onLeftOut({ name: below.name, reason: 'does not have the name of a clip.' });
    else if (isOuter) yield* clipFolders(below, false, except, onLeftOut);
    else yield below;
  }
}

function itemOf(
  { name, path }: Entry,
  file: string,
  { actor, landmarks }: AfewVaClip,
  read: () => Promise<AfewVaClip>,
  split: SourceItem['split'],
): SourceItem {
  return {
    id: name,
    subject: actor!,
    split,
    pictures: { fps, list: () => listPictures(path, 0) },
    async labels({ fps }) {
      return { ...frameSeries(await read(), fps), byFrame: true, origin: file };
    },
    ...(landmarks && {
      async landmarks() {
        const { frames, landmarks } = await read();
        return { frames, points: landmarks! };
      },
    }),
  };
}

import { basename, join } from 'node:path';
import { parseAffWild1 } from '../../aff-wild2/parse-aff-wild2.ts';
import type { LabelReader, LeftOut, SourceItem } from '../../source.ts';
import {
  type Entry,
  type FolderOf,
  isFolder,
  isVideoName,
  listFolder,
  nameIn,
  stemOf,
} from '../_list-folder.ts';
import type { OpenTree } from '../_open-tree.ts';
import { readLabels } from '../read-labels.ts';
import { affWildLabelsAt } from './_aff-wild-labels-at.ts';

/** Finds `annotations` of the first edition. */
export async function firstEdition({ root }: OpenTree): Promise<FolderOf | undefined> {
  for (const name of ['annotations', 'Annotations']) {
    const path = join(root, name);
    if (await isFolder(join(path, 'train', 'arousal'))) return { name, path };
  }
  return undefined;
}

/** Lists the recordings of the first edition. */
export async function* firstItems(
  { root, videos, except, drawn }: OpenTree,
  annotations: FolderOf,
  onLeftOut: (left: LeftOut) => void,
): AsyncGenerator<SourceItem> {
  const top = videos === undefined ? { name: 'videos', path: join(root, 'videos') } : undefined;
  const media = top ?? { name: basename(videos!), path: videos! };
  const flat = await videosIn(media, except, onLeftOut);
  const seen = new Set<string>();
  for (const split of ['train', 'test'] as const) {
    const inSplit = { name: nameIn(media.name, split), path: join(media.path, split) };
    const own = (await isFolder(inSplit.path))
      ? await videosIn(inSplit, except, onLeftOut)
      : new Map<string, Entry>();
    const folderOf = (dimension: string) => ({
      name: `${annotations.name}/${split}/${dimension}`,
      path: join(annotations.path, split, dimension),
    });
    const [arousal, valence] = [
      await textsIn(folderOf('arousal'), onLeftOut),
      await textsIn(folderOf('valence'), onLeftOut),
    ];
    for (const id of [...new Set([...arousal.keys(), ...valence.keys(), ...own.keys()])].sort()) {
      const [a, v] = [arousal.get(id), valence.get(id)];
      const video = own.get(id) ?? flat.get(id);
      const name = (a ?? v ?? video)!.name;
      if (seen.has(id))
        onLeftOut({ name, reason: 'is left out, because its video is in the train split.' });
      else if (!video) onLeftOut({ name, reason: `has no video ${id}.` });
      else if (!a !== !v) {
        const other = folderOf(a ? 'valence' : 'arousal').name;
        onLeftOut({ name, reason: `has no counterpart in ${other}.` });
      } else if (!a && split === 'train') onLeftOut({ name, reason: 'has no label files.' });
      else {
        seen.add(id);
        const base = { id, subject: id, split: drawn?.of(id) ?? split, video: video.path };
        if (!a || !v) yield base;
        else {
          const labels: LabelReader = async ({ fps }) => {
            const arousal = await readLabels(a.path, (text) => text);
            // Read by itself first, so that an error names the right file.
            await readLabels(a.path, () => parseAffWild1(arousal, arousal));
            const both = (valence: string) => parseAffWild1(arousal, valence);
            return affWildLabelsAt(await readLabels(v.path, both), fps, a.base);
          };
          yield { ...base, labels };
        }
      }
    }
  }
}

async function videosIn(
  folder: FolderOf,
  except: string | undefined,
  onLeftOut: (left: LeftOut) => void,
) {
  const found = new Map<string, Entry>();
  const { files } = await listFolder(folder, { except, onLeftOut });
  for (const file of files) {
    const other = found.get(stemOf(file.base));
    if (!isVideoName(file.base)) {
      onLeftOut({ name: file.name, reason: 'does not have the name of a video.' });
    } else if (other) {
      onLeftOut({ name: file.name, reason: `is left out, because ${other.name} is there.` });
    } else found.set(stemOf(file.base), file);
  }
  return found;
}

async function textsIn(folder: FolderOf, onLeftOut: (left: LeftOut) => void) {
  const { files } = (await isFolder(folder.path))
    ? await listFolder(folder, { onLeftOut })
    : { files: [] };
  for (const { base, name } of files) {
    if (!base.endsWith('.txt'))
      onLeftOut({ name, reason: 'does not have the name of a label file (.txt).' });
  }
  return new Map(
    files.filter(({ base }) => base.endsWith('.txt')).map((file) => [stemOf(file.base), file]),
  );
}

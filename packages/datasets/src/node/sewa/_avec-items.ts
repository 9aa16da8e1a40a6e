import type { Split } from '@ssvaerr/data';
import { FileError } from '@ssvaerr/host';
import { parseSewaAvec } from '../../sewa/parse-sewa-avec.ts';
import type { LabelReader, LeftOut, SourceItem } from '../../source.ts';
import { type Entry, type FolderOf, stemOf } from '../_list-folder.ts';
import type { OpenTree } from '../_open-tree.ts';
import { indexVideos, walkTree } from '../_walk-tree.ts';
import { readLabels } from '../read-labels.ts';
import { type AvecName, avecId, avecName, avecSubject } from './_names.ts';

const sets: readonly AvecName['set'][] = ['Train', 'Devel', 'Test'];

const splitOf: Readonly<Record<AvecName['set'], Split>> = {
  Train: 'train',
  Devel: 'validation',
  Test: 'test',
};

/** Whether a folder holds label files: features have files of the same names. */
export const holdsLabels = ({ name }: FolderOf): boolean =>
  name === '' || /(^|[/])labels[^/]*$/i.test(name);

/** The name of a label file of AVEC. */
export const avecLabelName = (base: string): AvecName | undefined =>
  base.endsWith('.csv') ? avecName(stemOf(base)) : undefined;

/** Lists the recordings of an AVEC challenge: training, development and test set, each by language and number. */
export async function* avecItems(
  tree: OpenTree,
  onLeftOut: (left: LeftOut) => void,
): AsyncGenerator<SourceItem> {
  const labels = await labelFiles(tree, onLeftOut);
  const videos = await indexVideos(
    { name: '', path: tree.videos ?? tree.root },
    {
      except: tree.except,
      example: 'Train_DE_01.avi',
      keyOf: (stem) => {
        const name = avecName(stem);
        return name && avecId(name);
      },
      skips: (folder) => tree.videos === undefined && holdsLabels(folder),
      onVideo: onLeftOut,
      // Otherwise the hidden files of the tree are reported already.
      onLeftOut: tree.videos === undefined ? undefined : onLeftOut,
    },
  );
  const ids = [...new Set([...labels.keys(), ...videos.keys()])];
  const named = ids.map((id) => ({ id, ...avecName(id)! })).sort(inOrder);
  for (const { id, ...name } of named) {
    const [file, video] = [labels.get(id), videos.get(id)];
    if (!video) onLeftOut({ name: file!.name, reason: 'has no video.' });
    else if (!file && name.set !== 'Test')
      onLeftOut({ name: video.name, reason: 'has no label file.' });
    else {
      const subject = avecSubject(name);
      const split = tree.drawn?.of(subject) ?? splitOf[name.set];
      yield { id, subject, split, video: video.path, ...(file && { labels: reader(file, id) }) };
    }
  }
}

const inOrder = (a: AvecName, b: AvecName): number =>
  sets.indexOf(a.set) - sets.indexOf(b.set) ||
  (a.language === b.language ? a.number - b.number : a.language < b.language ? -1 : 1);

async function labelFiles(
  { root, except }: OpenTree,
  onLeftOut: (left: LeftOut) => void,
): Promise<ReadonlyMap<string, Entry>> {
  const found = new Map<string, Entry>();
  const top = { name: '', path: root };
  for await (const { folder, files } of walkTree(top, { except, onLeftOut })) {
    if (!holdsLabels(folder)) continue;
    for (const file of files) {
      const name = avecLabelName(file.base);
      const other = name && found.get(avecId(name));
      if (other) {
        onLeftOut({ name: file.name, reason: `is left out, because ${other.name} is there.` });
      } else if (name) found.set(avecId(name), file);
      else if (folder.name !== '') {
        onLeftOut({
          name: file.name,
          reason: 'does not have the name of a label file, such as Train_DE_01.csv.',
        });
      }
    }
  }
  return found;
}

function reader({ path, base }: Entry, id: string): LabelReader {
  return async () => {
    const { name, ...series } = await readLabels(path, parseSewaAvec);
    const inside = avecName(name);
    if (inside && avecId(inside) !== id) {
      throw new FileError(path, `holds the labels of '${name}', not of ${id}.`);
    }
    return { ...series, origin: base };
  };
}

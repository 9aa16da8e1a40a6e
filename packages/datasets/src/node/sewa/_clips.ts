import type { LeftOut } from '../../source.ts';
import {
  type Entry,
  type FolderOf,
  isVideoName,
  listFolder,
  nameIn,
  stemOf,
} from '../_list-folder.ts';
import { walkTree } from '../_walk-tree.ts';
import { type AlignedName, alignedName, personOf, type SewaAnnotation } from './_names.ts';

/** A label file of a clip. */
export interface ClipFile extends Entry {
  readonly suffix: string;
}

/** A clip of SEWA: a recording, or a segment of one. */
export interface Clip {
  readonly name: string;
  /** Name in the tree, for messages. */
  readonly at: string;
  readonly arousal: readonly ClipFile[];
  readonly valence: readonly ClipFile[];
  readonly video: string;
}

interface ClipsOptions {
  readonly annotation: SewaAnnotation;
  /** Videos elsewhere, by the names of their clips. Default: each lies in the folder of its clip. */
  readonly videos?: ReadonlyMap<string, Entry> | undefined;
  readonly except?: string | undefined;
  readonly onLeftOut: (left: LeftOut) => void;
  /** Names of clips that were listed before; those that are listed now are added. */
  readonly seen: Map<string, string>;
  /** Names of videos elsewhere; those that have a clip are deleted. */
  readonly unused: Set<string>;
}

/** Folders of label files inside the folder of a clip. */
const ofDimension = /^(arousal|valence)$/i;

/** Files that the release has beside videos and labels. */
const companion = /[.](wav|ini|json|log|txt)$/i;

/** Lists the clips below a folder, one folder at a time. */
export async function* clipsIn(top: FolderOf, options: ClipsOptions): AsyncGenerator<Clip> {
  const { except, onLeftOut } = options;
  const skips = ({ base }: Entry) => ofDimension.test(base);
  for await (const { folder, files, folders } of walkTree(top, { except, onLeftOut, skips })) {
    const all = [...files];
    for (const below of folders.filter(skips)) {
      const listing = await listFolder(below, { except, onLeftOut });
      all.push(...listing.files);
      for (const { name } of listing.folders) {
        onLeftOut({ name, reason: 'is a folder among label files.' });
      }
    }
    yield* clipsOf(folder, all, options);
  }
}

/** The label files of one clip, all annotations together. */
type Found = (AlignedName & { readonly file: Entry })[];

function* clipsOf(
  folder: FolderOf,
  files: readonly Entry[],
  { annotation, videos, onLeftOut, seen, unused }: ClipsOptions,
): Generator<Clip> {
  const found = new Map<string, Found>();
  const here = new Map<string, Entry>();
  for (const file of files) {
    const named = alignedName(file.base);
    if (named) {
      const others = found.get(named.clip);
      if (others) others.push({ ...named, file });
      else found.set(named.clip, [{ ...named, file }]);
    } else if (isVideoName(file.base)) {
      const other = here.get(stemOf(file.base));
      if (other) {
        onLeftOut({ name: file.name, reason: `is left out, because ${other.name} is there.` });
      } else here.set(stemOf(file.base), file);
    } else if (/[.]npz$/i.test(file.base)) {
      onLeftOut({
        name: file.name,
        reason: 'holds crops of the authors, which are not read: the video is needed.',
      });
    } else if (!companion.test(file.base)) {
      onLeftOut({ name: file.name, reason: 'is neither a label file nor a video.' });
    }
  }
  const only = found.size === 1 && here.size === 1 ? here.values().next().value : undefined;
  // The only video of a folder may have any name, but not that of another person.
  const isOf = (clip: string, video: Entry) =>
    (personOf(stemOf(video.base)) ?? personOf(clip)) === personOf(clip);
  const without = new Set(here.values());
  for (const [name, all] of [...found].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const at = nameIn(folder.name, name);
    const leave = (reason: string) => onLeftOut({ name: at, reason });
    const of = (dimension: AlignedName['dimension']) =>
      chosen(
        all.filter((one) => one.dimension === dimension && one.annotation === annotation),
        onLeftOut,
      );
    const [arousal, valence] = [of('arousal'), of('valence')];
    const beside = here.get(name) ?? (only && isOf(name, only) ? only : undefined);
    if (beside) without.delete(beside);
    unused.delete(name);
    const video = videos ? videos.get(name) : beside;
    const before = seen.get(name);
    if (arousal.length + valence.length === 0) {
      const others = [...new Set(all.map((one) => one.annotation))].sort().join(', ');
      leave(`has no ratings with the annotation ${annotation}, but with ${others}.`);
    } else if (arousal.length === 0 || valence.length === 0) {
      const missing = arousal.length === 0 ? 'arousal' : 'valence';
      leave(`has no ratings of ${missing} with the annotation ${annotation}.`);
    } else if (!video) leave('has no video.');
    else if (before !== undefined) leave(`is left out, because ${before} is there.`);
    else {
      seen.set(name, at);
      yield { name, at, arousal, valence, video: video.path };
    }
  }
  if (videos) return;
  for (const { name } of without) onLeftOut({ name, reason: 'has no label files.' });
}

/** One file of all annotators, or one for each. */
function chosen(all: Found, onLeftOut: (left: LeftOut) => void): readonly ClipFile[] {
  const whole = all.find(({ suffix }) => suffix === '');
  const bySuffix = new Map<string, ClipFile>();
  for (const { file, suffix } of all) {
    const other = whole?.file ?? bySuffix.get(suffix);
    if (other && other !== file) {
      onLeftOut({ name: file.name, reason: `is left out, because ${other.name} is there.` });
    } else bySuffix.set(suffix, { ...file, suffix });
  }
  return [...bySuffix.values()];
}

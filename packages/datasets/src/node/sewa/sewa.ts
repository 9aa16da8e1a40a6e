import type { Split } from '@ssvaerr/data';
import { UserError } from '@ssvaerr/host';
import type { Fusion } from '@ssvaerr/metrics';
import type { LeftOut, Source, SourceItem } from '../../source.ts';
import { type FolderOf, listFolder } from '../_list-folder.ts';
import { assertOneLabel, type OpenTree, openTree } from '../_open-tree.ts';
import { indexVideos, type Visited, walkTree } from '../_walk-tree.ts';
import type { DatasetFormat } from '../dataset-format.ts';
import { type DrawnSplits, drawnSplits } from '../drawn-splits.ts';
import { avecItems, avecLabelName, holdsLabels } from './_avec-items.ts';
import { clipLabels } from './_clip-labels.ts';
import { clipsIn } from './_clips.ts';
import {
  type AvecName,
  alignedName,
  personOf,
  type SewaAnnotation,
  sewaAnnotations,
  splitOfFolder,
} from './_names.ts';

type OnLeftOut = (left: LeftOut) => void;

const layouts = ['segments', 'avec2019', 'avec2018', 'avec2017', 'native'] as const;

type Layout = (typeof layouts)[number];

/**
 * SEWA: people who talk over the Internet or watch adverts, with arousal and valence by several annotators, as the database delivers it,
 * as the paper's authors cut it, or with the gold standard of AVEC 2017, 2018 or 2019. The ratings of annotators who saw the video
 * are read, or those of `annotation`: who heard the sound (`A`), saw the video (`V`, as in the paper) or both (`AV`).
 *
 * @example
 * ```ts no-run
 * import { sewa } from '@ssvaerr/datasets/node';
 *
 * const source = await sewa.open('SEWA', { split: '80/10/10', seed: 1 });
 * for await (const { id, subject, split } of source.items()) console.log(id, subject, split);
 * ```
 */
export const sewa: DatasetFormat = {
  name: 'sewa',
  title: 'SEWA (with AVEC 2017, 2018 and 2019)',
  layouts,
  licence:
    'SEWA end user licence, as far as known: non-commercial academic research by those who signed it; no redistribution of recordings or labels.',
  annotations: sewaAnnotations,
  async open(input, options = {}): Promise<Source> {
    const annotation = sewaAnnotations.find((one) => one === (options.annotation ?? 'V'));
    if (annotation === undefined) {
      throw new UserError(
        `sewa: 'annotation' must be ${sewaAnnotations.join(' or ')}, got '${options.annotation}'.`,
      );
    }
    const tree = await openTree(sewa, input, options, { raters: true });
    const layout = await layoutOf(tree, input, tree.layout as Layout | undefined);
    const { fuse = 'mean' } = options;
    const of = { name: sewa.name, licence: sewa.licence };
    if (layout !== 'native' && layout !== 'segments') {
      assertOneLabel(sewa.name, fuse);
      return {
        ...of,
        splitOrigin: tree.drawn?.origin ?? `AVEC ${layout.slice(4)} partition`,
        settings: { ...tree.settings, layout },
        items: (onLeftOut = () => {}) => avecItems(tree, onLeftOut),
      };
    }
    const splits = tree.drawn ?? (layout === 'native' ? drawnSplits('80/10/10', tree.seed) : null);
    const how: ClipItems = { tree, layout, annotation, fuse, splits };
    return {
      ...of,
      splitOrigin: splits?.origin ?? 'folders of the segments',
      settings: {
        ...tree.settings,
        ...(splits && { split: options.split ?? '80/10/10', seed: tree.seed }),
        layout,
        annotation,
        fuse,
      },
      items: (onLeftOut = () => {}) => clipItems(how, onLeftOut),
    };
  },
};

/** Recognizes the layout from names; one that is forced must fit. */
async function layoutOf(
  { root, except }: OpenTree,
  input: string,
  forced: Layout | undefined,
): Promise<Layout> {
  for await (const visited of walkTree({ name: '', path: root }, { except })) {
    const avec = avecNames(visited);
    if (avec.length > 0 && (forced ?? 'avec').startsWith('avec')) return forced ?? editionOf(avec);
    const aligned = visited.files.flatMap(({ base }) => alignedName(base) ?? []);
    if (aligned.length === 0 || forced?.startsWith('avec')) continue;
    const inSplit = isInSplit(visited.folder);
    if (forced === 'native' || (forced === 'segments' && inSplit)) return forced;
    if (forced) continue;
    return inSplit && aligned.some(({ suffix }) => /^_\d+$/.test(suffix)) ? 'segments' : 'native';
  }
  const looked =
    forced === 'segments'
      ? 'in folders with train, val or test in their names, there is no file such as CLIP_Arousal_V_Aligned_0.csv'
      : forced === 'native'
        ? 'there is no file such as CLIP_Arousal_V_Aligned.csv'
        : forced
          ? 'there is no folder labels with files such as Train_DE_01.csv'
          : 'there is neither a folder labels with files such as Train_DE_01.csv nor a file such as CLIP_Arousal_V_Aligned.csv';
  throw new UserError(`${input}: is not a tree of SEWA${forced ? ` (${forced})` : ''}: ${looked}.`);
}

const avecNames = ({ folder, files }: Visited): readonly AvecName[] =>
  holdsLabels(folder) ? files.flatMap(({ base }) => avecLabelName(base) ?? []) : [];

/** AVEC 2017 is German and says so nowhere; only in 2019 are Hungarian recordings in training. */
function editionOf(names: readonly AvecName[]): Layout {
  if (names.every(({ language }) => language === '')) return 'avec2017';
  const isLater = names.some(({ set, language }) => language !== 'DE' && set !== 'Test');
  return isLater ? 'avec2019' : 'avec2018';
}

/** Whether a folder is below one of a split. */
const isInSplit = ({ name }: FolderOf): boolean => {
  const [first, second] = name.split('/');
  return (
    second !== undefined && personOf(first!) === undefined && splitOfFolder(first!) !== undefined
  );
};

interface ClipItems {
  readonly tree: OpenTree;
  readonly layout: 'native' | 'segments';
  readonly annotation: SewaAnnotation;
  readonly fuse: Fusion;
  /** Null if the splits are those of the folders. */
  readonly splits: DrawnSplits | null;
}

async function* clipItems(how: ClipItems, onLeftOut: OnLeftOut): AsyncGenerator<SourceItem> {
  const { tree, layout, annotation, fuse, splits } = how;
  const videos = await videosElsewhere(tree, onLeftOut);
  const common = { annotation, videos, except: tree.except };
  const parts = layout === 'segments' ? await partitions(tree, onLeftOut) : [wholeOf(tree)];
  const owners = splits ? undefined : await ownersOf(parts, common);
  const seen = new Map<string, string>();
  const unused = new Set(videos?.keys());
  for (const { folder, split } of parts) {
    for await (const clip of clipsIn(folder, { ...common, onLeftOut, seen, unused })) {
      const subject = personOf(clip.name);
      const own = subject && owners?.get(subject);
      if (!subject) {
        const reason =
          'does not name a person, as C1_S009_P018 does in SAH_C1_S009_P018_VC1_004321_005367.';
        onLeftOut({ name: clip.at, reason });
      } else if (own && own !== split) {
        onLeftOut({
          name: clip.at,
          reason: `is left out, because ${subject} is in the ${own} split.`,
        });
      } else {
        yield {
          id: clip.name,
          subject,
          split: splits ? splits.of(subject) : split!,
          video: clip.video,
          labels: ({ fps }) => clipLabels(clip, { layout, fuse, fps }),
        };
      }
    }
  }
  for (const name of unused) {
    onLeftOut({ name: videos!.get(name)!.name, reason: 'has no label files.' });
  }
}

/** A folder of clips, and the split that it stands for. */
interface Part {
  readonly folder: FolderOf;
  readonly split?: Split;
}

const wholeOf = ({ root }: OpenTree): Part => ({ folder: { name: '', path: root } });

/** The folders of the splits, in their order. */
async function partitions(
  { root, except }: OpenTree,
  onLeftOut: OnLeftOut,
): Promise<readonly Part[]> {
  const { files, folders } = await listFolder({ name: '', path: root }, { except, onLeftOut });
  for (const { name } of files) onLeftOut({ name, reason: 'is not in the folder of a split.' });
  const parts = folders.map((folder) => ({ folder, split: splitOfFolder(folder.base) }));
  for (const { folder, split } of parts) {
    if (split) continue;
    onLeftOut({ name: folder.name, reason: 'does not name one split by train, val or test.' });
  }
  return (['train', 'validation', 'test'] as const).flatMap((split) =>
    parts.flatMap((part) => (part.split === split ? [{ folder: part.folder, split }] : [])),
  );
}

/** The split that each person stays in: the last of training, validation and test that has a clip of theirs. */
async function ownersOf(
  parts: readonly Part[],
  options: Pick<Parameters<typeof clipsIn>[1], 'annotation' | 'videos' | 'except'>,
): Promise<ReadonlyMap<string, Split>> {
  const owners = new Map<string, Split>();
  for (const { folder, split } of parts) {
    const quiet = { ...options, onLeftOut: () => {}, seen: new Map(), unused: new Set<string>() };
    for await (const { name } of clipsIn(folder, quiet)) {
      const person = personOf(name);
      if (person) owners.set(person, split!);
    }
  }
  return owners;
}

/** The videos of another folder by the names of their clips. */
async function videosElsewhere({ videos, except }: OpenTree, onLeftOut: OnLeftOut) {
  if (videos === undefined) return undefined;
  return await indexVideos(
    { name: '', path: videos },
    {
      except,
      keyOf: (stem) => (personOf(stem) ? stem : undefined),
      example: 'SAH_C1_S009_P018_VC1_004321_005367.avi',
      onVideo: onLeftOut,
      onLeftOut,
    },
  );
}

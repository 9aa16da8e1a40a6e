import type { Split } from '@ssvaerr/data';
import { UserError } from '@ssvaerr/host';
import type { Fusion } from '@ssvaerr/metrics';
import { type RecolaPartition, recolaPartitions } from '../../recola/splits.ts';
import type { LabelReader, LeftOut, Source, SourceItem } from '../../source.ts';
import type { Entry } from '../_list-folder.ts';
import { assertOneLabel, type OpenTree, openTree } from '../_open-tree.ts';
import { indexVideos } from '../_walk-tree.ts';
import type { DatasetFormat } from '../dataset-format.ts';
import {
  avecId,
  kindsOf,
  type LabelFile,
  type LabelKind,
  labelFiles,
  personOf,
  type RecolaLayout,
} from './_label-files.ts';
import { goldLabelsOf, labelsOf, type Pair } from './_recola-labels.ts';

type OnLeftOut = (left: LeftOut) => void;

const layouts: readonly RecolaLayout[] = ['native', 'ccc-centred', 'avec'];

const partitions: readonly RecolaPartition[] = ['recola-46', 'avec'];

const isPartition = (split: string | undefined): split is RecolaPartition =>
  partitions.some((name) => name === split);

const origins: Readonly<Record<RecolaPartition, string>> = {
  'recola-46': 'recola-46 (46 people, Tzirakis et al. 2017)',
  avec: 'AVEC partition (2015, 2016, 2018)',
};

/**
 * RECOLA: people who solve a task together over video, with arousal and valence by six raters, as the database delivers it or with
 * the gold standard of AVEC 2016 and 2018. `split` also takes the names of two published partitions, `recola-46` and `avec`.
 *
 * @example
 * ```ts no-run
 * import { recola } from '@ssvaerr/datasets/node';
 *
 * const source = await recola.open('RECOLA', { split: 'avec', fuse: 'ccc-centred' });
 * for await (const { id, subject, split } of source.items()) console.log(id, subject, split);
 * ```
 */
export const recola: DatasetFormat = {
  name: 'recola',
  title: 'RECOLA (with AVEC 2016 and 2018)',
  layouts,
  partitions,
  licence:
    'RECOLA end user licence, as far as known: non-commercial academic research by those who signed it; no redistribution of recordings or labels.',
  async open(input, options = {}): Promise<Source> {
    const { split, ...others } = options;
    const { fuse = 'mean' } = options;
    const named = isPartition(split) ? split : undefined;
    const tree = await openTree(recola, input, named ? others : options, { raters: true });
    const kinds = await kindsIn(tree);
    const layout = layoutIn(kinds, input, tree.layout as RecolaLayout | undefined);
    if (layout === 'avec' && named === 'recola-46') {
      throw new UserError(
        `${recola.name}: 'split' must not be recola-46 in the layout avec, whose names (train_1) do not say who the people are.`,
      );
    }
    const isFused = layout === 'avec' ? !kinds.has('gold') : layout === 'native';
    if (!isFused) assertOneLabel(recola.name, fuse);
    const published = named ?? (layout === 'avec' ? 'avec' : 'recola-46');
    const how: Items = { tree, layout, fuse, published };
    return {
      name: recola.name,
      licence: recola.licence,
      splitOrigin: tree.drawn?.origin ?? origins[published],
      settings: {
        ...tree.settings,
        ...(!tree.drawn && { split: published }),
        layout,
        fuse,
      },
      maxSeconds: 20,
      items: (onLeftOut = () => {}) => items(how, onLeftOut),
    };
  },
};

/** The kinds of label files in the tree. */
async function kindsIn(tree: OpenTree): Promise<ReadonlySet<LabelKind>> {
  const kinds = new Set<LabelKind>();
  for await (const { kind } of labelFiles(tree)) kinds.add(kind);
  return kinds;
}

/** Recognizes the layout from names; one that is forced must fit. */
function layoutIn(
  kinds: ReadonlySet<LabelKind>,
  input: string,
  forced: RecolaLayout | undefined,
): RecolaLayout {
  const candidates = forced ? [forced] : layouts;
  const found = candidates.find((layout) => kindsOf[layout].some((kind) => kinds.has(kind)));
  if (found) return found;
  throw new UserError(
    forced && forced !== 'avec'
      ? `${input}: is not a tree of RECOLA (${forced}): there are no folders arousal and valence with files such as P16.csv.`
      : `${input}: is not a tree of RECOLA${forced ? ` (${forced})` : ''}: there is no folder ${forced ? '' : 'emotional_behaviour, Ratings_affective_behaviour_CCC_centred, '}ratings_gold_standard or ratings_individual with folders arousal and valence in it.`,
  );
}

interface Items {
  readonly tree: OpenTree;
  readonly layout: RecolaLayout;
  readonly fuse: Fusion;
  readonly published: RecolaPartition;
}

async function* items(how: Items, onLeftOut: OnLeftOut): AsyncGenerator<SourceItem> {
  const { tree, layout, fuse, published } = how;
  const found = await labelled(how, onLeftOut);
  const videos = await videosOf(how, onLeftOut);
  const ids = [...new Set([...found.keys(), ...videos.keys()])].sort(inOrder);
  for (const id of ids) {
    const files = found.get(id);
    const video = videos.get(id);
    const name = (video ?? files!.any).name;
    const split = tree.drawn?.of(id) ?? splitIn(layout, published, id);
    // The challenges publish no labels of their test sets.
    const isHidden = published === 'avec' && splitIn(layout, published, id) === 'test';
    if (!video) onLeftOut({ name, reason: 'has no video.' });
    else if (!split) onLeftOut({ name, reason: `is not in the partition ${published}.` });
    else if (files?.read) {
      yield { id, subject: id, split, video: video.path, labels: files.read(fuse) };
    } else if (files)
      onLeftOut({
        name: files.any.name,
        reason: `has no counterpart: there are no ratings of ${files.missing}.`,
      });
    else if (isHidden) yield { id, subject: id, split, video: video.path };
    else onLeftOut({ name, reason: 'has no label files.' });
  }
}

/** The splits of AVEC are in its names, those of people in lists. */
function splitIn(layout: RecolaLayout, published: RecolaPartition, id: string): Split | undefined {
  if (layout !== 'avec') return recolaPartitions[published].get(id);
  return id.startsWith('train') ? 'train' : id.startsWith('dev') ? 'validation' : 'test';
}

/** `train_2` is before `train_10`, and both before `dev_1`. */
function inOrder(a: string, b: string): number {
  const [first, second] = [a, b].map((id) => ({
    set: ['P', 'train_', 'dev_', 'test_'].indexOf(id.replace(/\d+$/, '')),
    number: Number(/\d+$/.exec(id)![0]),
  }));
  return first!.set - second!.set || first!.number - second!.number;
}

async function videosOf(
  { tree, layout }: Items,
  onLeftOut: OnLeftOut,
): Promise<ReadonlyMap<string, Entry>> {
  return await indexVideos(
    { name: '', path: tree.videos ?? tree.root },
    {
      except: tree.except,
      keyOf: layout === 'avec' ? avecId : personOf,
      example: layout === 'avec' ? 'train_1.mp4' : 'P16.mp4',
      onVideo: onLeftOut,
      // Otherwise the hidden files of the tree are reported already.
      onLeftOut: tree.videos === undefined ? undefined : onLeftOut,
    },
  );
}

/** The label files of a recording. */
interface Labelled {
  /** One of the files, for messages. */
  readonly any: LabelFile;
  /** Makes the function that reads them; undefined if a dimension is missing. */
  readonly read: ((fuse: Fusion) => LabelReader) | undefined;
  readonly missing: 'arousal' | 'valence';
}

/** Finds the label files of each recording that count. */
async function labelled(
  { tree, layout }: Items,
  onLeftOut: OnLeftOut,
): Promise<ReadonlyMap<string, Labelled>> {
  const found = new Map<string, Map<string, LabelFile>>();
  let individual: string | undefined;
  const passed = new Set<string>();
  for await (const file of labelFiles(tree, { layout, onLeftOut })) {
    const { id, kind, dimension } = file;
    if (!kindsOf[layout].includes(kind)) continue;
    if (kind === 'individual') {
      // Centred copies lie beside the ratings: the first folder counts.
      const home = file.name.split('/').slice(0, -2).join('/');
      individual ??= home;
      if (home !== individual) {
        if (!passed.has(home))
          onLeftOut({ name: home, reason: `is left out, because ${individual} is there.` });
        passed.add(home);
        continue;
      }
    }
    const files = found.get(id) ?? new Map<string, LabelFile>();
    found.set(id, files);
    const other = files.get(`${kind} ${dimension}`);
    if (other)
      onLeftOut({ name: file.name, reason: `is left out, because ${other.name} is there.` });
    else files.set(`${kind} ${dimension}`, file);
  }
  return new Map(Array.from(found, ([id, files]) => [id, chosen(layout, files, onLeftOut)]));
}

function chosen(
  layout: RecolaLayout,
  files: ReadonlyMap<string, LabelFile>,
  onLeftOut: OnLeftOut,
): Labelled {
  const [any] = files.values();
  const pair = (kind: LabelKind): Pair | undefined => {
    const [arousal, valence] = [files.get(`${kind} arousal`), files.get(`${kind} valence`)];
    return arousal && valence && { arousal, valence };
  };
  const missing = any!.dimension === 'arousal' ? 'valence' : 'arousal';
  const kind = kindsOf[layout].find((kind) => pair(kind));
  if (!kind) return { any: any!, read: undefined, missing };
  const counts = pair(kind)!;
  const traces = kind === 'gold' ? pair('individual') : undefined;
  const used = new Set([counts, traces].flatMap((two) => (two ? [two.arousal, two.valence] : [])));
  for (const file of files.values()) {
    if (used.has(file)) continue;
    const isAlone = file.kind === 'individual';
    const other = file.dimension === 'arousal' ? 'valence' : 'arousal';
    const reason = isAlone
      ? `is not used: there are no individual ratings of ${other}.`
      : `is left out, because ${counts[file.dimension].name} is there.`;
    onLeftOut({ name: file.name, reason });
  }
  return {
    any: any!,
    missing,
    read:
      kind === 'gold'
        ? () => () => goldLabelsOf(counts, traces)
        : (fuse) => async () => ({
            ...(await labelsOf(counts, fuse)),
            // The first five minutes of a recording are rated.
            ...(layout !== 'avec' && { anyLength: true }),
          }),
  };
}

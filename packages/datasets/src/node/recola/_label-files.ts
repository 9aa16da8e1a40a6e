import { basename, dirname } from 'node:path';
import type { LeftOut } from '../../source.ts';
import { type Entry, type FolderOf, stemOf } from '../_list-folder.ts';
import type { OpenTree } from '../_open-tree.ts';
import { walkTree } from '../_walk-tree.ts';

/** Kinds of label files: ratings or means of the database, its CCC-centred means, and AVEC's two. */
export type LabelKind =
  | 'raters'
  | 'gndtrh_raw'
  | 'gndtrh_zm'
  | 'gndtrh_zms'
  | 'centred'
  | 'gold'
  | 'individual';

export type RecolaLayout = 'native' | 'ccc-centred' | 'avec';

/** A label file. */
export interface LabelFile extends Entry {
  /** The recording: `P16`, or `train_1` in AVEC. */
  readonly id: string;
  readonly dimension: 'arousal' | 'valence';
  readonly kind: LabelKind;
}

/** Kinds of each layout, the one that counts first. */
export const kindsOf: Readonly<Record<RecolaLayout, readonly LabelKind[]>> = {
  native: ['raters', 'gndtrh_raw', 'gndtrh_zm', 'gndtrh_zms'],
  'ccc-centred': ['centred'],
  avec: ['gold', 'individual'],
};

/** The person of a file such as `P16.mp4`, without its extension. */
export function personOf(stem: string): string | undefined {
  const found = /^P0*(\d{1,4})$/i.exec(stem);
  return found ? `P${found[1]}` : undefined;
}

/** The recording of AVEC in a name such as `train_1`, without an extension. */
export function avecId(stem: string): string | undefined {
  const found = /^(train|dev|test)_0*(\d{1,5})$/i.exec(stem);
  return found ? `${found[1]!.toLowerCase()}_${found[2]}` : undefined;
}

/** What a folder of label files, or the folder above it, is called. */
const homes: readonly { readonly name: RegExp; readonly kind: LabelKind }[] = [
  { name: /^emotional_behaviou?r$/i, kind: 'raters' },
  { name: /^ratings_affective_behaviou?r_ccc_cent(re|er)d$/i, kind: 'centred' },
  { name: /^ratings_gold_standard$/i, kind: 'gold' },
  { name: /^ratings_individual/i, kind: 'individual' },
];

/** The kind that a layout takes in folders of unknown names, if it is forced. */
const kindIfForced = { native: 'raters', 'ccc-centred': 'centred', avec: undefined } as const;

/** The writer's names: `P16_Emotion_dim_arousal_raw.csv`, `…_gndtrh_zms.csv`. */
const written = /^(P\d+)_Emotion_dim_(arousal|valence)_(raw|gndtrh_(?:raw|zms?))[.]csv$/i;

/** What a file in a folder of labels is; undefined if its folder is none. */
type Place = { readonly kind: LabelKind; readonly dimension: LabelFile['dimension'] } | undefined;

function placeOf({ path }: FolderOf, forced: RecolaLayout | undefined): Place {
  const dimension = /^(arousal|valence)$/i.exec(basename(path))?.[0].toLowerCase();
  if (dimension === undefined) return undefined;
  const above = basename(dirname(path));
  const kind = homes.find(({ name }) => name.test(above))?.kind ?? (forced && kindIfForced[forced]);
  return kind && { kind, dimension: dimension as LabelFile['dimension'] };
}

interface LabelFilesOptions {
  /** The layout whose other files are reported. Default: all. */
  readonly layout?: RecolaLayout;
  /** Called for hidden files, and for other files among label files. */
  readonly onLeftOut?: (left: LeftOut) => void;
}

/**
 * Lists the label files of a tree, of all layouts. If the user asks for a layout, the folders above `arousal` and `valence`
 * may have any name.
 */
export async function* labelFiles(
  { root, except, layout: forced }: OpenTree,
  { layout, onLeftOut = () => {} }: LabelFilesOptions = {},
): AsyncGenerator<LabelFile> {
  for await (const { folder, files } of walkTree({ name: '', path: root }, { except, onLeftOut })) {
    const place = placeOf(folder, forced as RecolaLayout | undefined);
    for (const file of files) {
      const named = namedFile(file, place);
      if (named) yield named;
      else if (place && (layout === undefined || kindsOf[layout].includes(place.kind))) {
        const reason = `does not have the name of a label file, such as ${exampleOf(place.kind)}.`;
        onLeftOut({ name: file.name, reason });
      }
    }
  }
}

function namedFile(file: Entry, place: Place): LabelFile | undefined {
  const found = written.exec(file.base);
  if (found && (place === undefined || place.kind === 'raters')) {
    const [, person, dimension, kind] = found.map((part) => part.toLowerCase());
    return {
      ...file,
      id: personOf(person!)!,
      dimension: dimension as LabelFile['dimension'],
      kind: kind === 'raw' ? 'raters' : (kind as LabelKind),
    };
  }
  if (!place) return undefined;
  const isAvec = place.kind === 'gold' || place.kind === 'individual';
  const ending = place.kind === 'gold' ? /[.]arff$/i : /[.]csv$/i;
  const id = ending.test(file.base) ? (isAvec ? avecId : personOf)(stemOf(file.base)) : undefined;
  return id === undefined ? undefined : { ...file, id, ...place };
}

function exampleOf(kind: LabelKind): string {
  if (kind === 'gold') return 'train_1.arff';
  return kind === 'individual' ? 'train_1.csv' : 'P16.csv';
}

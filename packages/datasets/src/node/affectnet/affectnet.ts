import { open, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Split } from '@ssvaerr/data';
import { FileError, UserError } from '@ssvaerr/host';
import { type AffectNetPicture, affectNetLines } from '../../affectnet/parse-affectnet.ts';
import { LabelError } from '../../label-error.ts';
import type { LeftOut, Source, SourceItem } from '../../source.ts';
import { type Entry, isFolder, listFolder } from '../_list-folder.ts';
import { type OpenTree, openTree } from '../_open-tree.ts';
import type { DatasetFormat } from '../dataset-format.ts';

interface TableOf {
  readonly base: string;
  readonly split: Split;
  /** Folders of the pictures, in the order in which they are tried. */
  readonly pictures: readonly string[];
  readonly isAutomatic?: boolean;
}

const manual = [
  'Manually_Annotated_Images',
  'Manually_Annotated/Manually_Annotated_Images',
  'Manually_Annotated',
];

const automatic = [
  'Automatically_Annotated_Images',
  'Automatically_Annotated/Automatically_Annotated_Images',
  'Automatically_Annotated',
];

/** The tables and their splits, as published. The smallest is first: pictures in two tables count for it. */
const tables: readonly TableOf[] = [
  { base: 'validation.csv', split: 'validation', pictures: manual },
  { base: 'training.csv', split: 'train', pictures: manual },
  { base: 'automatically_annotated.csv', split: 'train', pictures: automatic, isAutomatic: true },
];

/** Folders that may hold tables. */
const holdsTables = /annotated_file_lists?$/i;

/**
 * AffectNet: single pictures with arousal and valence, each a recording of one frame. Splits are those of the tables. The layout
 * `all` reads the pictures that a network rated (`automatically_annotated.csv`) as training pictures too.
 *
 * @example
 * ```ts no-run
 * import { affectNet } from '@ssvaerr/datasets/node';
 *
 * const source = await affectNet.open('AffectNet');
 * let rated = 0;
 * for await (const { labels } of source.items()) if (labels) rated++;
 * ```
 */
export const affectNet: DatasetFormat = {
  name: 'affectnet',
  title: 'AffectNet (arousal and valence)',
  layouts: ['manual', 'all'],
  licence:
    'AffectNet licence: non-commercial research after an agreement; no redistribution of the pictures.',
  async open(input, options = {}): Promise<Source> {
    const tree = await openTree(affectNet, input, options);
    const found = await tablesOf(tree, () => {});
    const layout =
      tree.layout ?? (found.some(({ isAutomatic }) => !isAutomatic) ? 'manual' : 'all');
    if (found.length === 0) {
      const isNew =
        (await isFolder(join(tree.root, 'train_set'))) ||
        (await isFolder(join(tree.root, 'val_set')));
      throw new UserError(
        isNew
          ? `${input}: is the release of AffectNet with labels in .npy files, which is not read. Use the one with training.csv and validation.csv.`
          : `${input}: is not a tree of AffectNet: there is no training.csv, validation.csv or automatically_annotated.csv in it.`,
      );
    }
    return {
      name: affectNet.name,
      licence: affectNet.licence,
      splitOrigin: tree.drawn?.origin ?? 'AffectNet training and validation tables',
      settings: { ...tree.settings, layout },
      items: (onLeftOut = () => {}) => items(tree, layout, onLeftOut),
    };
  },
};

/** Finds the tables, in the tree or in folders of tables. */
async function tablesOf(
  { root, except }: OpenTree,
  onLeftOut: (left: LeftOut) => void,
): Promise<readonly (TableOf & { readonly file: Entry })[]> {
  const top = await listFolder({ name: '', path: root }, { except, onLeftOut });
  const files = [...top.files];
  for (const folder of top.folders.filter(({ base }) => holdsTables.test(base))) {
    files.push(...(await listFolder(folder, { except, onLeftOut })).files);
  }
  return tables.flatMap((table) => {
    const [file, ...others] = files.filter(({ base }) => base === table.base);
    for (const { name } of others) {
      onLeftOut({ name, reason: `is left out, because ${file!.name} is there.` });
    }
    return file ? [{ ...table, file }] : [];
  });
}

async function* items(
  tree: OpenTree,
  layout: string,
  onLeftOut: (left: LeftOut) => void,
): AsyncGenerator<SourceItem> {
  const seen = new Set<string>();
  for (const table of await tablesOf(tree, onLeftOut)) {
    const { file } = table;
    if (table.isAutomatic && layout === 'manual') {
      onLeftOut({
        name: file.name,
        reason: 'was rated by a network: the layout all reads it as well.',
      });
      continue;
    }
    const folder = await folderOf(tree.videos ?? tree.root, table.pictures);
    // Lists of hundreds of thousands of pictures: one sentence for each reason.
    const counts = new Map<string, { count: number; first: string }>();
    const leaveOut = (reason: string, first: string) => {
      const { count } = counts.get(reason) ?? { count: 0 };
      counts.set(reason, { count: count + 1, first: counts.get(reason)?.first ?? first });
    };
    try {
      for await (const row of rowsOf(file.path)) {
        if (row instanceof LabelError) {
          leaveOut('that cannot be read', `: ${row.message}`);
          continue;
        }
        const path = join(folder, row.path);
        const example = `, such as ${row.path}.`;
        if (Number.isNaN(row.arousal)) leaveOut('without a rating (-2 or empty)', example);
        else if (row.faceWidth < 0) leaveOut('without a face (face_width below 0)', example);
        else if (seen.has(row.path)) leaveOut('of pictures that were listed before', example);
        else if (!(await isFile(path))) leaveOut(`without a picture in ${folder}`, example);
        else {
          seen.add(row.path);
          yield itemOf(row, path, tree.drawn?.of(row.path) ?? table.split, file.base);
        }
      }
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      onLeftOut({ name: file.name, reason: `is left out: ${error.message}` });
    }
    for (const [reason, { count, first }] of counts) {
      const rows = count === 1 ? '1 row' : `${count} rows`;
      onLeftOut({ name: file.name, reason: `has ${rows} ${reason}${first}` });
    }
  }
}

/**
 * Reads a table line by line; lines that cannot be read are given as their errors.
 *
 * @throws UserError if the table or its first line cannot be read.
 */
async function* rowsOf(path: string): AsyncGenerator<AffectNetPicture | LabelError> {
  const file = await open(path).catch((error: NodeJS.ErrnoException) => {
    throw new FileError(path, `cannot be read (${error.code}).`, { cause: error });
  });
  const read = affectNetLines();
  let isFirst = true;
  try {
    for await (const line of file.readLines()) {
      let row: AffectNetPicture | LabelError | null;
      try {
        row = read(line);
      } catch (error) {
        if (!(error instanceof LabelError) || isFirst) throw error;
        row = error;
      }
      isFirst &&= line.trim() === '';
      if (row) yield row;
    }
  } finally {
    await file.close();
  }
}

async function folderOf(base: string, names: readonly string[]): Promise<string> {
  for (const name of names) {
    const folder = join(base, name);
    if (await isFolder(folder)) return folder;
  }
  return base;
}

const isFile = async (path: string): Promise<boolean> =>
  (await stat(path).catch(() => undefined))?.isFile() ?? false;

function itemOf(
  { path: id, line, arousal, valence, landmarks }: AffectNetPicture,
  path: string,
  split: Split,
  file: string,
): SourceItem {
  return {
    id,
    subject: id,
    split,
    pictures: { fps: 1, list: async () => [{ frame: 0, path }] },
    labels: async () => ({
      times: [0],
      arousal: [arousal],
      valence: [valence],
      byFrame: true,
      origin: `${file}, line ${line}`,
    }),
    ...(landmarks && { landmarks: async () => ({ frames: 1, points: landmarks }) }),
  };
}

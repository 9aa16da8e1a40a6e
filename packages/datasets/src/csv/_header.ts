import { LabelError } from '../label-error.ts';
import { type Delimiter, parseTable, type Row } from '../tables/parse-table.ts';
import type { Scale } from './scale.ts';

/** A dimension of the labels. */
export type Dimension = 'arousal' | 'valence';

/** What a column holds. */
export interface Column {
  /** As the file spells it. */
  readonly name: string;
  readonly index: number;
  readonly role: 'time' | 'frame' | 'video' | 'rater' | 'subject' | 'split' | 'rating';
  /** Unit of a time, if the name says it. */
  readonly unit: 's' | 'ms' | null;
  /** Dimension of a rating, if the name says it. */
  readonly dimension: Dimension | null;
  /** Rater of a rating, if the name says it. */
  readonly rater: string | null;
}

/** A table with known columns. */
export interface Header {
  readonly columns: readonly Column[];
  /** The rows below the header. */
  readonly rows: readonly Row[];
  /** The scale of the ratings, if lines before the header state it. */
  readonly scale: Scale | null;
  find(role: Column['role']): Column | undefined;
  /** Moves times to what they mean: CARMA and DARMA write the ends of bins. */
  shift(times: Float64Array): Float64Array;
}

/** Names without a meaning of their own that are no ratings either. */
const others =
  /^(segment_?id|confidence|conf|emotion\w*|expression|button|b|liking|index|unnamed:? ?\d*|)$/;

const roles: readonly (readonly [Column['role'], RegExp])[] = [
  [
    'time',
    /^(time|time_?stamps?|seconds?|secs?|video_?time|t)(_?(s|sec|seconds|ms|msec|milliseconds))?$|^ms$/,
  ],
  ['frame', /^frames?_?(number|no|nr|id|index|idx)?$/],
  ['video', /^(video|recording|file|clip)(_?(name|id|file))?$|^(name|id)$/],
  ['rater', /^(rater|annotator|coder|observer)(_?(name|id))?$/],
  ['subject', /^(subject|participant|person|speaker)(_?(name|id))?$/],
  ['split', /^(split|partition|set|fold)$/],
];

/** Names of a rating that tell neither dimension nor rater. */
const unnamed = /^(value|rating|score|label|gold_?standard|mean_value\w*)$/;

/** Lines in which a header is looked for: FaceReader writes about ten before it. */
const most = 40;

/**
 * Finds the columns of a table.
 *
 * @param names Names of the columns, for a table without a header or instead of it.
 * @throws LabelError if there are no columns for time and ratings, or a row does not fit the header.
 */
export function findHeader(text: string, names?: readonly string[]): Header {
  const bare = text.replace(/^\uFEFF?#[ \t]*/, ''); // numpy's savetxt
  const table = names ? withNames(bare, names) : withHeader(bare);
  const { columns, rows, before } = table;
  for (const { line, cells } of rows) {
    const extra = cells.slice(columns.length).some((cell) => cell !== '');
    if (cells.length < columns.length || extra) {
      const remedy = cells.length > columns.length ? decimalComma : '';
      throw new LabelError(
        `must have ${columns.length} cells as the header has, got ${cells.length}.${remedy}`,
        line,
      );
    }
  }
  const read = columns.map((name, index) => column(name, index));
  const known = read.filter(({ role, name }) => role !== 'rating' || !others.test(plain(name)));
  // Where some ratings have a dimension, columns without one are something else.
  const named = known.some(({ dimension }) => dimension !== null);
  const used = known.filter(({ role, dimension }) => role !== 'rating' || !named || dimension);
  assertColumns(used);
  const find = (role: Column['role']) => used.find((column) => column.role === role);
  const binEnds = before.length > 0 && /^second$/i.test(columns[0]!) && table.isBinned;
  return {
    columns: used,
    rows,
    scale: scaleOf(before),
    find,
    shift: (times) => (binEnds ? times.map((time) => time - times[0]! / 2) : times),
  };
}

const decimalComma = " A decimal comma needs ';' or a tab between the cells.";

function assertColumns(columns: readonly Column[]): void {
  const count = (role: Column['role']) => columns.filter((column) => column.role === role).length;
  const got = `got ${columns.map(({ name }) => name).join(', ') || 'none'}`;
  for (const role of ['time', 'frame', 'video', 'rater'] as const) {
    if (count(role) > 1) throw new LabelError(`has ${count(role)} columns for ${role}, ${got}.`);
  }
  if (count('rating') === 0) {
    throw new LabelError(`has no column for ratings: name them 'arousal' and 'valence', ${got}.`);
  }
  const seen = new Set<string>();
  for (const { role, dimension, rater, name } of columns) {
    const key = JSON.stringify([dimension, rater]);
    if (role === 'rating' && seen.has(key)) throw new LabelError(`has two columns '${name}'.`);
    if (role === 'rating') seen.add(key);
  }
}

/** What is found in a text: names of columns, rows below them, rows above them. */
interface Found {
  readonly columns: readonly string[];
  readonly rows: readonly Row[];
  readonly before: readonly Row[];
  /** Whether a row of `%%%%%%` follows the header, as CARMA and DARMA write it. */
  readonly isBinned: boolean;
}

function withNames(text: string, names: readonly string[]): Found {
  const { rows } = parseTable(text);
  const isHeader = rows[0]!.cells.some(
    (cell) => /\p{L}{3}/u.test(cell) && !/^(nan|null|none)$/i.test(cell),
  );
  return { columns: names, rows: isHeader ? rows.slice(1) : rows, before: [], isBinned: false };
}

function withHeader(text: string): Found {
  const tables = (['\t', ';', ',', undefined] as (Delimiter | undefined)[]).flatMap((delimiter) => {
    const { rows } = parseTable(text, delimiter);
    const at = rows.slice(0, most).findIndex(({ cells }) => isHeader(cells));
    return at < 0 ? [] : [{ rows, at }];
  });
  const [table] = tables;
  if (!table) {
    throw new LabelError(
      "has no header: its first row must name the columns, such as time,arousal,valence (or state the columns' names).",
    );
  }
  const { rows, at } = table;
  const below = rows.slice(at + 1);
  const isBinned = below[0]?.cells.every((cell) => cell === '%%%%%%' || cell === '') ?? false;
  return {
    columns: rows[at]!.cells,
    rows: isBinned ? below.slice(1) : below,
    before: rows.slice(0, at),
    isBinned,
  };
}

/** A row is a header if it has at least two cells, one of which names a time, a frame or a dimension. */
function isHeader(cells: readonly string[]): boolean {
  const names = cells.map((name, index) => column(name, index));
  return (
    names.length > 1 &&
    names.some(({ role, dimension }) => role === 'time' || role === 'frame' || dimension)
  );
}

function column(name: string, index: number): Column {
  const bare = plain(name);
  const role = roles.find(([, pattern]) => pattern.test(bare))?.[0] ?? 'rating';
  const unit = /(?:^|_)(ms|msec|milliseconds)$/.test(bare)
    ? 'ms'
    : /_(s|sec|seconds)$/.test(bare)
      ? 's'
      : null;
  const spoken = bare.replaceAll(/^_+|_+$/g, '');
  const before = /^(.*?)_?(arousal|valence)$/.exec(spoken);
  const after = /^(arousal|valence)_?(.*)$/.exec(spoken);
  const [dimension, rater] = after ? [after[1], after[2]] : [before?.[2], before?.[1]];
  return {
    name,
    index,
    role,
    unit: role === 'time' ? (/^seconds?$|^secs?$/.test(bare) ? 's' : unit) : null,
    dimension: role === 'rating' ? ((dimension ?? null) as Dimension | null) : null,
    rater:
      role === 'rating' ? (dimension ? rater || null : unnamed.test(bare) ? null : name) : null,
  };
}

/** A name in lower case, with `_` between its words and its unit. */
const plain = (name: string): string =>
  name
    .toLowerCase()
    .replace(/[\s.:()[\]-]+/g, '_')
    .replace(/^_+|_+$/g, '');

/** The scale that CARMA (least and largest value) and DARMA (magnitude) state above the header. */
function scaleOf(before: readonly Row[]): Scale | null {
  const stated = (name: string) => {
    const row = before.find(({ cells }) => cells[0]?.toLowerCase() === name);
    return row === undefined ? Number.NaN : Number(row.cells[1]);
  };
  const magnitude = stated('magnitude');
  if (magnitude > 0) return [-magnitude, magnitude];
  const [low, high] = [stated('minimum value'), stated('maximum value')];
  return low < high ? [low, high] : null;
}
